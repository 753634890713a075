import { expect, it } from 'vitest'
import { checkpointOf, idOf, metadataOf } from '../../support/checkpoints.ts'
import { refusingSaverPerTest } from '../../support/refusing-saver-per-test.ts'

const DAY_MS = 24 * 3_600_000
const ROOT = { configurable: { thread_id: 'in silence', checkpoint_ns: '' } }
const AFTER_FIRST = { configurable: { ...ROOT.configurable, checkpoint_id: idOf(1) } }

// with a longer retention than the tables', it refreshes no old value
const world = refusingSaverPerTest({ retentionDays: 3650 }, 90)

it('an expired checkpoint below a half-arrived one is an error even if an older one is complete', async () => {
  await world.saver.put(ROOT, checkpointOf(1, { x: 'one' }), metadataOf(1), { x: 1 })
  await world.clock.advance(80 * DAY_MS)
  await world.saver.put(ROOT, checkpointOf(2, { x: 'two' }), metadataOf(2), { x: 2 })
  await world.saver.put(AFTER_FIRST, checkpointOf(3, { x: 'one' }, { x: 1 }), metadataOf(3), {})
  world.client.refused = ['CheckpointBlobs']
  await expect(
    world.saver.put(ROOT, checkpointOf(4, { x: 'four' }), metadataOf(4), { x: 4 }),
  ).rejects.toMatchObject({ code: 'INGEST_REJECTED' })
  world.client.refused = []
  expect((await world.saver.getTuple(ROOT))?.checkpoint.id).toBe(idOf(3))
  await world.clock.advance(15 * DAY_MS)
  await expect(world.saver.getTuple(ROOT)).rejects.toMatchObject({
    code: 'STATE_EXPIRED',
    channel: 'x',
  })
})
