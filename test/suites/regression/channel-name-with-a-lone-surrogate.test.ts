import { expect, it } from 'vitest'
import { checkpointOf, metadataOf } from '../../support/checkpoints.ts'
import { openLocalSaver } from '../../support/local-saver.ts'

const HALF = 'half of a pair \ud800'

it('putWrites rejects a channel name with a lone surrogate, and its history stays readable', async () => {
  const opened = await openLocalSaver()
  const { saver } = opened
  const root = { configurable: { thread_id: 'half', checkpoint_ns: '' } }
  const parent = await saver.put(root, checkpointOf(1, { [HALF]: 'seed' }), metadataOf(1), {
    [HALF]: 1,
  })
  await expect(saver.putWrites(parent, [[HALF, 'value']], 'task')).rejects.toMatchObject({
    code: 'INVALID_ARGUMENT',
  })
  const config = await saver.put(parent, checkpointOf(2, {}), metadataOf(2), {})
  expect((await saver.getTuple(parent))?.pendingWrites).toEqual([])
  expect(await saver.getDeltaChannelHistory({ config, channels: [HALF] })).toEqual({
    [HALF]: { seed: 'seed', writes: [] },
  })
  await opened.close()
})
