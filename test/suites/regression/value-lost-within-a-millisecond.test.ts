import { afterEach, beforeEach, expect, it } from 'vitest'
import { KustoSaver } from '../../../src/index.ts'
import { LocalKusto, VirtualClock } from '../../../src/local/index.ts'
import { checkpointOf, idOf, metadataOf } from '../../support/checkpoints.ts'

const DAY_MS = 24 * 3_600_000
const ROOT = { configurable: { thread_id: 'quick', checkpoint_ns: '' } }

let clock: VirtualClock
let kusto: LocalKusto

beforeEach(async () => {
  clock = new VirtualClock()
  kusto = await LocalKusto.open({ clock })
})

afterEach(async () => {
  await kusto.close()
})

function newSaver(): KustoSaver {
  return new KustoSaver({ client: kusto.client(), nowMs: () => clock.nowMs() })
}

it('a missing value of an earlier put in the same millisecond is an error, not an older state', async () => {
  await using saver = newSaver()
  await saver.setup({ provision: true })
  await saver.put(ROOT, checkpointOf(1, { x: 'older' }), metadataOf(1), { x: 1 })
  // the clock stands still: both have the same millisecond
  const parent = await saver.put(ROOT, checkpointOf(2, { x: 'kept' }), metadataOf(2), { x: 2 })
  const child = checkpointOf(3, { x: 'kept', y: 'new' }, { x: 2, y: 3 })
  await saver.put(parent, child, metadataOf(3), { y: 3 })
  await clock.advance(3 * DAY_MS)
  await kusto.client().command({
    text: `.delete table CheckpointBlobs records <| CheckpointBlobs | where channel == 'x' and value has 'kept'`,
  })
  await using reader = newSaver()
  await expect(
    reader.getTuple({ configurable: { ...ROOT.configurable, checkpoint_id: idOf(1) } }),
  ).resolves.toBeDefined()
  await expect(reader.getTuple(ROOT)).rejects.toMatchObject({ code: 'STATE_EXPIRED', channel: 'x' })
})
