import { observation, type Probe } from './probe.ts'

export const severalStatements: Probe = {
  name: 'several-statements',
  question: 'Do several statements answer in order, and share one materialize()?',
  done: 'sent three statements with `as`, two of them over one materialized random number',
  expected: 'three tables in the order of the text; both numbers are the same',
  ifItDiffers: 'Reads take result tables by order: report the answer.',
  async run(scratch) {
    const tables = await scratch.client.query({
      text: `let drawn = materialize(print number = rand());
drawn | as First;
print number = 2.0 | union (print number = 3.0) | as Second;
drawn | as Third`,
      parameters: {},
    })
    const [first, second, third] = tables.map(({ rows }) => rows.flat())
    const isRight =
      tables.length === 3 &&
      second?.length === 2 &&
      first?.length === 1 &&
      first[0] !== undefined &&
      first[0] === third?.[0]
    return observation(
      isRight,
      `${tables.length} tables of ${tables.map(({ rows }) => rows.length).join(', ')} rows; the numbers are ${first?.[0] === third?.[0] ? 'the same' : 'different'}`,
    )
  },
}
