import { expect, it } from 'vitest'
import { KustoSaver } from '../../../src/index.ts'
import { LocalKusto } from '../../../src/local/index.ts'
import { listPageQuery } from '../../../src/store/queries/list-page.ts'
import { DELETIONS } from '../../../src/tables/schema.ts'
import { checkpointOf, idOf, metadataOf } from '../../support/checkpoints.ts'
import { AnswerRecorder } from '../../support/answer-recorder.ts'

const TOMBSTONES = 5000

const configOf = (threadId: string) => ({
  configurable: { thread_id: threadId, checkpoint_ns: '' },
})

function deletions(): Uint8Array {
  const rows = Array.from({ length: TOMBSTONES }, (_, index) => ({
    thread_id: `deleted ${index}`,
    revision: index + 1,
    writer: 'w',
  }))
  return new TextEncoder().encode(rows.map((row) => JSON.stringify(row)).join('\n'))
}

it('a list over all threads reads no tombstones of threads that it does not list', async () => {
  await using kusto = await LocalKusto.open()
  const client = kusto.client()
  await using saver = new KustoSaver({ client })
  await saver.setup({ provision: true })
  await client.ingest({ table: DELETIONS.name, mapping: DELETIONS.mapping, body: deletions() })
  await saver.put(configOf('dead'), checkpointOf(3, { x: 3 }), metadataOf(3), { x: 3 })
  await saver.put(configOf('again'), checkpointOf(2, { x: 2 }), metadataOf(2), { x: 2 })
  await saver.deleteThread('dead')
  await saver.deleteThread('again')
  await saver.put(configOf('again'), checkpointOf(1, { x: 1 }), metadataOf(1), { x: 1 })
  const recorder = new AnswerRecorder(client)
  await using reader = new KustoSaver({ client: recorder })
  const found: string[] = []
  for await (const tuple of reader.list({})) found.push(tuple.checkpoint.id)
  expect(found).toEqual([idOf(1)])
  expect(recorder.answers).toHaveLength(1)
  expect(recorder.answers[0]?.at(-1)?.rows).toHaveLength(1)
})

it('a list over all threads has no lookup whose right side grows with the database', () => {
  const known = { checkpointIds: [], threadIds: [], blobIds: [], parentIds: [], rests: [] }
  const { text } = listPageQuery({
    prefilter: { keys: [], values: [] },
    after: undefined,
    pageRows: 10,
    pageBytes: 1000,
    known,
  })
  expect(text).not.toMatch(/lookup .*tombstones/)
})
