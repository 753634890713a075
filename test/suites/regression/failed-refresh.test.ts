import { expect, it } from 'vitest'
import { KustoSaver } from '../../../src/index.ts'
import { checkpointOf, idOf, metadataOf } from '../../support/checkpoints.ts'
import { refusingSaverPerTest } from '../../support/refusing-saver-per-test.ts'

const DAY_MS = 24 * 3_600_000
const ROOT = { configurable: { thread_id: 'restored', checkpoint_ns: '' } }
const AFTER_FIRST = { configurable: { ...ROOT.configurable, checkpoint_id: idOf(1) } }

const world = refusingSaverPerTest()

it('a put that failed during a refresh counts as not put, not as expired, once the old value is gone', async () => {
  await world.saver.put(ROOT, checkpointOf(1, { x: 'old' }), metadataOf(1), { x: 1 })
  await world.clock.advance(40 * DAY_MS)
  world.client.refused = ['CheckpointBlobs']
  const child = checkpointOf(2, { x: 'old' }, { x: 1 })
  await expect(world.saver.put(AFTER_FIRST, child, metadataOf(2), {})).rejects.toMatchObject({
    code: 'INGEST_REJECTED',
  })
  world.client.refused = []
  await world.clock.advance(55 * DAY_MS)
  await using successor = new KustoSaver({
    client: world.kusto.client(),
    nowMs: () => world.clock.nowMs(),
  })
  expect(await successor.getTuple(ROOT)).toBeUndefined()
})
