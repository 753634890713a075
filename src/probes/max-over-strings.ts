import { observation, type Probe } from './probe.ts'

/** The greater text second, by code point. */
const PAIRS: readonly (readonly [least: string, most: string])[] = [
  ['10', '9'],
  ['A', 'a'],
  ['Z', 'a'],
  ['a', 'aa'],
  ['1f0aaa11-0000-6000-8000-000000000000', '1f0aaa11-0000-6001-8000-000000000000'],
  ['-', '0'],
]

export const maxOverStrings: Probe = {
  name: 'max-over-strings',
  question: 'Does max() over strings in a materialized view follow the order of code points?',
  done: 'streamed pairs of texts, the greater one first, and read their max() from a view by name',
  expected: 'the greater text of each pair',
  ifItDiffers:
    'The view names a wrong latest checkpoint. Report it: the view needs a sortable number.',
  async run(scratch) {
    const table = await scratch.table('Max')
    const view = `${table}View`
    await scratch.command(
      `.create materialized-view ${view} on table ${table} { ${table} | summarize most = max(value) by id }`,
    )
    await scratch.store(
      table,
      PAIRS.flatMap(([least, most], id) => [
        [String(id), most],
        [String(id), least],
      ]),
    )
    const seenMs = await scratch.until(async () => (await scratch.count(view)) === PAIRS.length)
    if (seenMs === undefined) {
      return { verdict: 'could not be tried', observed: 'the view showed no rows in the time' }
    }
    const found = new Map(
      (await scratch.rows(`${view} | project id, most`)).map(([id, most]) => [id, most]),
    )
    const wrong = PAIRS.filter(([, most], id) => found.get(String(id)) !== most)
    return observation(
      wrong.length === 0,
      wrong.length === 0
        ? `${PAIRS.length} of ${PAIRS.length} pairs are right`
        : `wrong: ${wrong.map((pair) => pair.join(' < ')).join(', ')}`,
    )
  },
}
