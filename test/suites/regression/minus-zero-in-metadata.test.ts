import { expect, it } from 'vitest'
import { checkpointOf, idOf } from '../../support/checkpoints.ts'
import { openLocalSaver } from '../../support/local-saver.ts'

it('a filter by zero finds metadata with minus zero, which JSON stores as zero', async () => {
  const opened = await openLocalSaver()
  const { saver } = opened
  const config = { configurable: { thread_id: 'zero', checkpoint_ns: '' } }
  await saver.put(config, checkpointOf(1, {}), { source: 'loop', step: -0, parents: {} }, {})
  const found: string[] = []
  for await (const tuple of saver.list(config, { filter: { step: 0 } })) {
    found.push(tuple.checkpoint.id)
  }
  expect(found).toEqual([idOf(1)])
  await opened.close()
})
