import { observation, type Probe } from './probe.ts'

const BEFORE = 20
const MEANWHILE = 20

export const backfillUnderLoad: Probe = {
  name: 'backfill-under-load',
  question: 'Does a view filled in the background miss rows that arrive meanwhile?',
  done: `streamed ${BEFORE} rows, created a view with backfill=true, and streamed ${MEANWHILE} more until it was done`,
  expected: 'the view shows every row',
  ifItDiffers:
    'Readers also search the table. Provision before the application starts, not under load.',
  async run(scratch) {
    const table = await scratch.table('Filled')
    const view = `${table}View`
    await scratch.store(table, ids('before', BEFORE))
    await scratch.until(async () => (await scratch.count(table)) === BEFORE)
    const [[operation] = []] = await scratch.command(
      `.create async materialized-view with (backfill=true) ${view} on table ${table} { ${table} | summarize most = max(value) by id }`,
    )
    for (const row of ids('meanwhile', MEANWHILE)) await scratch.store(table, [row])
    const state = await ended(String(operation))
    if (state !== 'Completed') {
      return { verdict: 'could not be tried', observed: `the backfill is ${state}` }
    }
    let rows = 0
    const seenMs = await scratch.until(async () => {
      rows = await scratch.count(view)
      return rows === BEFORE + MEANWHILE
    })
    return observation(
      seenMs !== undefined,
      `${rows} of ${BEFORE + MEANWHILE} rows, ${scratch.after(seenMs)}`,
    )

    async function ended(id: string): Promise<string> {
      let latest = ''
      await scratch.until(async () => {
        const answer = await scratch.client.command({ text: `.show operations ${id}` })
        const column = answer.columns.findIndex(({ name }) => name === 'State')
        latest = String(answer.rows[0]?.[column])
        return latest !== 'InProgress' && latest !== 'Scheduled'
      })
      return latest
    }
  },
}

function ids(prefix: string, count: number): (readonly [string, string])[] {
  return Array.from({ length: count }, (_, index) => [`${prefix}-${index}`, 'x'])
}
