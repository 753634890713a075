import { expect, it } from 'vitest'
import { KustoSaver } from '../../../src/index.ts'
import { LocalKusto } from '../../../src/local/index.ts'
import { checkpointOf, idOf, metadataOf } from '../../support/checkpoints.ts'
import { AnswerRecorder } from '../../support/answer-recorder.ts'

const THREADS = 40

it('a page of a list over all threads returns only its own checkpoints, even if all threads have the same ids', async () => {
  await using kusto = await LocalKusto.open()
  const client = kusto.client()
  await using saver = new KustoSaver({ client })
  await saver.setup({ provision: true })
  for (let thread = 0; thread < THREADS; thread++) {
    const config = { configurable: { thread_id: `thread ${thread}`, checkpoint_ns: '' } }
    const stored = await saver.put(config, checkpointOf(1, { x: thread }), metadataOf(1), { x: 1 })
    await saver.putWrites(stored, [['x', thread]], 'task')
  }
  const recorder = new AnswerRecorder(client)
  await using reader = new KustoSaver({ client: recorder })
  const found = []
  for await (const tuple of reader.list({}, { limit: 2 })) {
    found.push([tuple.checkpoint.id, tuple.checkpoint.channel_values, tuple.pendingWrites])
  }
  expect(found).toEqual([
    [idOf(1), { x: 0 }, [['task', 'x', 0]]],
    [idOf(1), { x: 1 }, [['task', 'x', 1]]],
  ])
  expect(recorder.answers).toHaveLength(1)
  const [, , heads, blobs, writes] = recorder.answers[0] ?? []
  expect([heads, blobs, writes].map((table) => table?.rows.length)).toEqual([2, 2, 2])
})
