import { afterEach, beforeEach, expect, it } from 'vitest'
import { KustoSaver } from '../../../src/index.ts'
import { LocalKusto, VirtualClock } from '../../../src/local/index.ts'
import { checkpointOf, idOf, metadataOf } from '../../support/checkpoints.ts'
import { RefusingClient } from '../../support/refusing-client.ts'

const DAY_MS = 24 * 3_600_000
const ROOT = { configurable: { thread_id: 'in silence', checkpoint_ns: '' } }
const AFTER_FIRST = { configurable: { ...ROOT.configurable, checkpoint_id: idOf(1) } }

let clock: VirtualClock
let kusto: LocalKusto
let client: RefusingClient
let saver: KustoSaver

beforeEach(async () => {
  clock = new VirtualClock()
  kusto = await LocalKusto.open({ clock })
  client = new RefusingClient(kusto.client())
  // with a longer retention than the tables', it refreshes no old value
  saver = new KustoSaver({ client, nowMs: () => clock.nowMs(), retentionDays: 3650 })
  await saver.setup({ provision: true, retentionDays: 90 })
})

afterEach(async () => {
  await saver.end()
  await kusto.close()
})

it('an expired checkpoint below a half-arrived one is an error even if an older one is complete', async () => {
  await saver.put(ROOT, checkpointOf(1, { x: 'one' }), metadataOf(1), { x: 1 })
  await clock.advance(80 * DAY_MS)
  await saver.put(ROOT, checkpointOf(2, { x: 'two' }), metadataOf(2), { x: 2 })
  await saver.put(AFTER_FIRST, checkpointOf(3, { x: 'one' }, { x: 1 }), metadataOf(3), {})
  client.refused = ['CheckpointBlobs']
  await expect(
    saver.put(ROOT, checkpointOf(4, { x: 'four' }), metadataOf(4), { x: 4 }),
  ).rejects.toMatchObject({ code: 'INGEST_REJECTED' })
  client.refused = []
  expect((await saver.getTuple(ROOT))?.checkpoint.id).toBe(idOf(3))
  await clock.advance(15 * DAY_MS)
  await expect(saver.getTuple(ROOT)).rejects.toMatchObject({ code: 'STATE_EXPIRED', channel: 'x' })
})
