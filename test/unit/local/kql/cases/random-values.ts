import type { KqlCase } from '../kql-case.ts'

const rand = 'kusto/query/rand-function.md'
const newGuid = 'kusto/query/new-guid-function.md'
const toscalar = 'kusto/query/toscalar-function.md'

/** Random values are drawn once, wherever a query names them. */
export const cases: readonly KqlCase[] = [
  {
    name: 'rand() has one value in a row',
    source: rand,
    kql: 'range i from 1 to 1000 step 1 | extend r = rand(100) | where r != r | count',
    rows: [[0]],
  },
  {
    name: 'two calls of rand() have two',
    source: rand,
    kql: 'range i from 1 to 100 step 1 | extend a = rand(), b = rand() | where a != b | count',
    rows: [[100]],
  },
  {
    name: 'rand() has one value in a row of print',
    source: rand,
    kql: 'print r = rand() | extend a = r, b = r | project same = a == b and a == r',
    rows: [[true]],
  },
  {
    name: 'sorting and prev() see the same value',
    source: rand,
    kql: 'range i from 1 to 100 step 1 | extend r = rand() | sort by r desc | extend p = prev(r) | where isnotnull(p) | summarize countif(p >= r), count()',
    rows: [[99, 99]],
  },
  {
    name: 'a group by rand() has the value that it was grouped by',
    source: rand,
    kql: 'range i from 1 to 1000 step 1 | summarize count() by k = rand(3) | order by k asc | project k',
    rows: [[0], [1], [2]],
  },
  {
    name: 'an argument of a lambda has one value in a row',
    source: rand,
    kql: 'let f = (x:real) { x - x }; range i from 1 to 3 step 1 | project d = f(rand())',
    rows: [[0], [0], [0]],
  },
  {
    name: 'new_guid() has one value in a row and another in each row',
    source: newGuid,
    kql: 'range i from 1 to 100 step 1 | extend g = new_guid() | summarize countif(g != g), dcount(g)',
    rows: [[0, 100]],
  },
  {
    name: 'a let with toscalar() has one value in all rows, a let without another in each',
    source: toscalar,
    kql: 'let g1 = toscalar(new_guid()); let g2 = new_guid(); range x from 1 to 2 step 1 | extend x = g1, y = g2 | summarize dcount(x), dcount(y)',
    rows: [[1, 2]],
  },
  {
    name: 'so it is with toscalar() of a table that draws at random',
    source: toscalar,
    kql: 'let T = range i from 1 to 1 step 1 | extend r = rand() | project r; let x = toscalar(T); print same = x == x, y = x | project same and x == y',
    rows: [[true]],
  },
  {
    name: 'and over several statements',
    source: toscalar,
    kql: 'let x = toscalar(new_guid()); print a = x | as A; print a = x | union (print a = x) | summarize dcount(a)',
    rows: [[1]],
  },
  {
    name: 'a range with a bound drawn at random is refused',
    source: 'kusto/query/range-operator.md',
    kql: 'range x from 1 to tolong(rand(3)) step 1',
    refusal: /range with a bound drawn at random at line 1, column 1/,
  },
]
