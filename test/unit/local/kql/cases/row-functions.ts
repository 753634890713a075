import type { KqlCase } from '../kql-case.ts'

const numbers = 'datatable(k:string, n:long)["a", 1, "a", 2, "b", 4, "b", long(null)]'

export const cases: readonly KqlCase[] = [
  {
    name: 'row_number counts the rows in their order, from a start of its own',
    source: 'kusto/query/row-number-function.md',
    kql: 'Events | sort by Step desc | extend i = row_number(), j = row_number(10) | project Step, i, j',
    rows: [
      [3, 1, 10],
      [2, 2, 11],
      [1, 3, 12],
    ],
  },
  {
    name: 'row_number begins anew where its condition holds',
    source: 'kusto/query/row-number-function.md',
    kql: `${numbers} | serialize i = row_number(1, prev(k) != k) | project k, i`,
    rows: [
      ['a', 1],
      ['a', 2],
      ['b', 1],
      ['b', 2],
    ],
  },
  {
    name: 'row_cumsum adds up in the order of the rows',
    source: 'kusto/query/row-cumsum-function.md',
    kql: `${numbers} | serialize total = row_cumsum(n), own = row_cumsum(n, k != prev(k)) | project total, own`,
    rows: [
      [1, 1],
      [3, 3],
      [7, 4],
      [7, 4],
    ],
  },
  {
    name: 'prev and next give null or the default beyond the ends, and an empty string for strings',
    source: 'kusto/query/prev-function.md',
    kql: `${numbers} | serialize p = prev(n), q = next(n, 2, -1), s = prev(k) | project p, q, s`,
    rows: [
      [null, 4, ''],
      [1, null, 'a'],
      [2, -1, 'a'],
      [4, -1, 'b'],
    ],
  },
  {
    name: 'row functions in a where, over sorted rows',
    source: 'kusto/query/row-cumsum-function.md',
    kql: 'Events | sort by Step asc | where row_cumsum(Step) <= 3 | project Step',
    rows: [[1], [2]],
  },
  {
    name: 'row functions want serialized rows',
    source: 'kusto/query/row-number-function.md',
    kql: 'Events | extend i = row_number()',
    refusal: /Function 'row_number' cannot be invoked in current context.*serialized/,
  },
]
