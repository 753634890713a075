import type { KqlCase } from '../kql-case.ts'

/** KQL, and the construct with its column as named by the refusal. */
const REFUSED: readonly (readonly [kql: string, construct: string, column: number])[] = [
  ['Events | make-series count() on Step step 1', 'make-series without from, to and step', 38],
  ['Events | fork (count) (take 1)', 'the operator fork', 10],
  ['Events | reduce by Thread', 'the operator reduce', 10],
  ['Events | facet by Thread', 'the operator facet', 10],
  ['Events | consume', 'the operator consume', 10],
  ['find where Step == 1', 'the operator find', 1],
  ['find where Step == 1 project Thread, pack_all()', 'the operator find', 1],
  ['externaldata(x:string)["https://example.com"]', 'the operator externaldata', 1],
  ['range x from 0.0 to 1.0 step 0.5', 'range over real', 1],
  ['Events | top-nested 1 of Thread with others="o" by count()', 'top-nested with others', 10],
  ['Events | where * == 5', "'*' for all columns", 16],
  ['Events | summarize hll(Step)', 'the function hll()', 20],
]

export const cases: readonly KqlCase[] = REFUSED.map(([kql, construct, column]) => ({
  name: `${construct} is refused by name and place`,
  source: 'kusto/query/index.md',
  kql,
  refusal: new RegExp(
    `Not supported by the embedded local Kusto: ${construct.replaceAll(/[()*]/g, String.raw`\$&`)}.* at line 1, column ${column}\\.`,
  ),
}))
