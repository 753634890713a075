import { MemorySaver, uuid6 } from '@langchain/langgraph-checkpoint'

/** A custom saver, for `--from module:`. */
export default async function memorySaver() {
  const saver = new MemorySaver()
  for (const thread_id of ['one', 'two']) {
    const checkpoint = {
      v: 4,
      id: uuid6(1),
      ts: '2026-01-01T00:00:00.000Z',
      channel_values: { a: thread_id },
      channel_versions: { a: 1 },
      versions_seen: {},
    }
    const metadata = { source: 'input', step: -1, parents: {} }
    await saver.put({ configurable: { thread_id } }, checkpoint, metadata, { a: 1 })
  }
  return saver
}
