import { describe, expect, it } from 'vitest'
import { KustoSaver } from '../../../src/index.ts'
import { checkpointOf, idOf, metadataOf } from '../../support/checkpoints.ts'
import { refusingSaverPerTest } from '../../support/refusing-saver-per-test.ts'

const ROOT = { configurable: { thread_id: 'half a put', checkpoint_ns: '' } }
const AFTER_FIRST = { configurable: { ...ROOT.configurable, checkpoint_id: idOf(1) } }

const world = refusingSaverPerTest()

/** The row arrives, its values do not. */
async function putHalf(values: Readonly<Record<string, unknown>>, version = 1): Promise<void> {
  const checkpoint = checkpointOf(1, values, { x: version, y: version })
  world.client.refused = ['CheckpointBlobs']
  await expect(
    world.saver.put(ROOT, checkpoint, metadataOf(1), { x: version, y: version }),
  ).rejects.toMatchObject({ code: 'INGEST_REJECTED' })
  world.client.refused = []
}

async function valuesAt(config: typeof ROOT): Promise<unknown> {
  return (await world.saver.getTuple(config))?.checkpoint.channel_values
}

describe('a put that carries over values of a put that failed halfway', () => {
  it.each([
    ['names no parent', ROOT],
    ['names itself as its parent', AFTER_FIRST],
  ])('stores them itself if it is the same checkpoint and %s', async (_, config) => {
    await putHalf({ x: 'one', y: 'two' })
    const again = checkpointOf(1, { x: 'one', y: 'two' }, { x: 1, y: 1 })
    await world.saver.put(config, again, metadataOf(2), {})
    expect(await valuesAt(AFTER_FIRST)).toEqual({ x: 'one', y: 'two' })
  })

  it('stores them itself if its parent is complete only in an earlier revision', async () => {
    await world.saver.put(ROOT, checkpointOf(1, { x: 'old' }), metadataOf(1), { x: 1 })
    await putHalf({ x: 'new', y: 'new' }, 2)
    const child = checkpointOf(2, { x: 'new', y: 'new', z: 3 }, { x: 2, y: 2, z: 3 })
    await world.saver.put(AFTER_FIRST, child, metadataOf(2), { z: 3 })
    expect(await valuesAt(ROOT)).toEqual({ x: 'new', y: 'new', z: 3 })
  })

  it('is rejected if it does not contain them, with an error that names them', async () => {
    await putHalf({ x: 'one', y: 'two' })
    const child = checkpointOf(2, { z: 3 }, { x: 1, y: 1, z: 3 })
    const put = world.saver.put(AFTER_FIRST, child, metadataOf(2), { z: 3 })
    await expect(put).rejects.toMatchObject({
      code: 'VALUES_MISSING',
      retryable: true,
      channel: 'x',
      message: expect.stringContaining('"x", "y"'),
    })
    expect(await world.saver.getTuple(ROOT)).toBeUndefined()
  })

  it('is rejected if it is the same checkpoint and contains only one of them', async () => {
    await putHalf({ x: 'one', y: 'two' })
    const again = checkpointOf(1, { x: 'one' }, { x: 1, y: 1 })
    const put = world.saver.put(ROOT, again, metadataOf(2), {})
    await expect(put).rejects.toMatchObject({ code: 'VALUES_MISSING', channel: 'y' })
  })

  it('keeps its values when it is put again without any values', async () => {
    await world.saver.put(ROOT, checkpointOf(1, { x: 'one' }), metadataOf(1), { x: 1 })
    await world.saver.put(ROOT, checkpointOf(1, {}, { x: 1 }), metadataOf(2), {})
    expect(await valuesAt(ROOT)).toEqual({ x: 'one' })
  })

  it('can share a value of a replaced revision', async () => {
    const stranger = new KustoSaver({ client: world.client })
    await world.saver.put(ROOT, checkpointOf(1, { x: 'old' }), metadataOf(1), { x: 1 })
    await world.saver.put(ROOT, checkpointOf(1, { x: 'new' }, { x: 2 }), metadataOf(2), { x: 2 })
    await stranger.put(AFTER_FIRST, checkpointOf(2, {}, { x: 1 }), metadataOf(3), {})
    expect(await valuesAt(ROOT)).toEqual({ x: 'old' })
  })
})
