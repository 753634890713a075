import { observation, type Probe } from './probe.ts'

export const softDeleteOfStreamedRows: Probe = {
  name: 'soft-delete-of-streamed-rows',
  question: 'Does `.delete table … records` reach rows that have just been streamed?',
  done: 'streamed two rows, deleted one of them at once, and looked for it until the wait ended',
  expected: 'the row is gone and stays away; the other one stays',
  ifItDiffers:
    '`threads purge` misses rows of the last minutes: keep its ten minutes, and purge again later.',
  async run(scratch) {
    const table = await scratch.table('Deleted')
    await scratch.store(table, [
      ['gone', '1'],
      ['kept', '1'],
    ])
    const seenMs = await scratch.until(async () => (await scratch.count(table)) === 2)
    if (seenMs === undefined) {
      return { verdict: 'could not be tried', observed: 'the rows did not become visible' }
    }
    await scratch.command(`.delete table ${table} records <| ${table} | where id == 'gone'`)
    const gone = `${table} | where id == 'gone'`
    const goneMs = await scratch.until(async () => (await scratch.count(gone)) === 0)
    if (goneMs === undefined) return observation(false, 'the row stayed')
    const backMs = await scratch.until(async () => (await scratch.count(gone)) > 0)
    const kept = await scratch.count(`${table} | where id == 'kept'`)
    return observation(
      backMs === undefined && kept === 1,
      `gone ${scratch.after(goneMs)}; ${backMs === undefined ? 'did not come back' : `came back ${scratch.after(backMs)}`}; ${kept} of 1 other rows`,
    )
  },
}
