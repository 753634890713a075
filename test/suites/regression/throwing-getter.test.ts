import { expect, it } from 'vitest'
import { checkpointOf, metadataOf } from '../../support/checkpoints.ts'
import { openLocalSaver } from '../../support/local-saver.ts'

it("put rejects a value whose getter throws with a code, without the getter's message and without an unhandled rejection", async () => {
  const opened = await openLocalSaver()
  const { saver } = opened
  const unhandled: unknown[] = []
  const onUnhandled = (error: unknown): void => void unhandled.push(error)
  process.on('unhandledRejection', onUnhandled)
  const values = {
    big: 1n,
    torn: {
      get it(): unknown {
        throw new Error('secret state')
      },
    },
  }
  const config = { configurable: { thread_id: 'getter', checkpoint_ns: '' } }
  const checkpoint = checkpointOf(1, values)
  const error = await saver
    .put(config, checkpoint, metadataOf(1), checkpoint.channel_versions)
    .catch((thrown: unknown) => thrown)
  await new Promise((resolve) => setTimeout(resolve, 0))
  process.off('unhandledRejection', onUnhandled)
  expect(error).toMatchObject({ code: 'UNSERIALIZABLE' })
  expect(String(error)).not.toContain('secret state')
  expect(unhandled).toEqual([])
  await opened.close()
})
