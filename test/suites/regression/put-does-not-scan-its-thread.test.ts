import { expect, it, vi } from 'vitest'
import { Overlay } from '../../../src/overlay/overlay.ts'
import { checkpointOf, metadataOf } from '../../support/checkpoints.ts'
import { openLocalSaver } from '../../support/local-saver.ts'

it("a put whose parent has every carried value does not scan the thread's earlier rows", async () => {
  const opened = await openLocalSaver()
  const { saver } = opened
  const root = { configurable: { thread_id: 'long', checkpoint_ns: '' } }
  const first = checkpointOf(1, { fixed: 'x', changing: 1 })
  const parent = await saver.put(root, first, metadataOf(1), { fixed: 1, changing: 1 })
  const walks = vi.spyOn(Overlay.prototype, 'rows')
  const child = checkpointOf(2, { fixed: 'x', changing: 2 }, { fixed: 1, changing: 2 })
  const config = await saver.put(parent, child, metadataOf(2), { changing: 2 })
  expect(walks).not.toHaveBeenCalled()
  walks.mockRestore()
  expect((await saver.getTuple(config))?.checkpoint.channel_values).toEqual(child.channel_values)
  await opened.close()
})
