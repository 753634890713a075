import type { KqlCase } from '../kql-case.ts'

const page = 'kusto/query/search-operator.md'
const rows = 'datatable(A:string, B:long)["Lab 7 PC", 1, "Label", 2, "enlab", 3]'

/** A term with the place of its wildcards, and the B of the rows that it finds. */
const TERMS: readonly (readonly [predicate: string, found: readonly number[]])[] = [
  ['"lab"', [1]],
  ['"lab*"', [1, 2]],
  ['"*lab"', [1, 3]],
  ['"*lab*"', [1, 2, 3]],
  ['"lab*pc"', [1]],
  ['*', [1, 2, 3]],
  ['A:"label"', [2]],
  ['A == "Label"', [2]],
  ['A matches regex "^L"', [1, 2]],
  ['"*lab*" and (B == 1 or "enlab")', [1, 3]],
  ['kind=case_sensitive "lab*"', []],
  ['kind=case_sensitive "Lab*"', [1, 2]],
]

export const cases: readonly KqlCase[] = [
  ...TERMS.map(([predicate, found]) => ({
    name: `search ${predicate}`,
    source: page,
    kql: `${rows} | search ${predicate} | sort by B asc | project B`,
    rows: found.map((b) => [b]),
  })),
  {
    name: 'search names the table of each row',
    source: page,
    kql: 'search in (Events, Owner*) "a" | project $table, Thread, Step, Owner',
    columns: '$table:string, Thread:string, Step:long, Owner:string',
    rows: [
      ['Events', 'a', 1, ''],
      ['Events', 'a', 2, ''],
      ['Owners', 'a', null, 'Ann'],
    ],
    inAnyOrder: true,
  },
  {
    name: 'without a source, search looks into all tables and views',
    source: page,
    kql: 'search "c" | distinct $table',
    rows: [['Owners']],
  },
  {
    name: 'where with * matches any column',
    source: 'kusto/query/where-operator.md',
    kql: 'datatable(a:string, b:string)["x y", "1", "xz", "3"] | where * has "3" or * startswith "x y"',
    rows: [
      ['x y', '1'],
      ['xz', '3'],
    ],
  },
  {
    name: 'a term that only a number contains is refused, because no page says what happens',
    source: page,
    kql: `${rows} | search "3"`,
    refusal: /Not supported.*a search for a term that only a column of neither type/,
  },
]
