import { afterEach, beforeEach, expect, it } from 'vitest'
import { KustoSaver } from '../../../src/index.ts'
import { LocalKusto, VirtualClock } from '../../../src/local/index.ts'
import { checkpointOf, idOf, metadataOf } from '../../support/checkpoints.ts'
import { RefusingClient } from '../../support/refusing-client.ts'

const DAY_MS = 24 * 3_600_000
const ROOT = { configurable: { thread_id: 'restored', checkpoint_ns: '' } }
const AFTER_FIRST = { configurable: { ...ROOT.configurable, checkpoint_id: idOf(1) } }

let clock: VirtualClock
let kusto: LocalKusto
let client: RefusingClient
let saver: KustoSaver

beforeEach(async () => {
  clock = new VirtualClock()
  kusto = await LocalKusto.open({ clock })
  client = new RefusingClient(kusto.client())
  saver = new KustoSaver({ client, nowMs: () => clock.nowMs() })
  await saver.setup({ provision: true })
})

afterEach(async () => {
  await saver.end()
  await kusto.close()
})

it('a put that failed during a refresh counts as not put, not as expired, once the old value is gone', async () => {
  await saver.put(ROOT, checkpointOf(1, { x: 'old' }), metadataOf(1), { x: 1 })
  await clock.advance(40 * DAY_MS)
  client.refused = ['CheckpointBlobs']
  const child = checkpointOf(2, { x: 'old' }, { x: 1 })
  await expect(saver.put(AFTER_FIRST, child, metadataOf(2), {})).rejects.toMatchObject({
    code: 'INGEST_REJECTED',
  })
  client.refused = []
  await clock.advance(55 * DAY_MS)
  await using successor = new KustoSaver({ client: kusto.client(), nowMs: () => clock.nowMs() })
  expect(await successor.getTuple(ROOT)).toBeUndefined()
})
