import { observation, type Probe } from './probe.ts'

export const cursorOverStreamedRows: Probe = {
  name: 'cursor-over-streamed-rows',
  question: 'How soon does a database cursor show streamed rows?',
  done: 'took a cursor, streamed a row, and looked for it by cursor_after()',
  expected: 'within 60 s (data-explorer/ingest-data-streaming.md)',
  ifItDiffers: 'The saver uses no cursors. A view may lag as far: see view-over-streamed-rows.',
  async run(scratch) {
    const table = await scratch.table('Cursor')
    const [row] = await scratch.rows('print cursor_current()')
    const cursor = String(row?.[0])
    if (!/^\d+$/.test(cursor)) {
      return { verdict: 'could not be tried', observed: `cursor_current() is '${cursor}'` }
    }
    await scratch.store(table, [['a', '1']])
    const seenMs = await scratch.until(
      async () => (await scratch.count(`${table} | where cursor_after('${cursor}')`)) === 1,
    )
    return observation(seenMs !== undefined, scratch.after(seenMs))
  },
}
