import type { KqlCase } from '../kql-case.ts'

const asPage = 'kusto/query/as-operator.md'

/** `as`, `database()`, functions without parentheses. */
export const cases: readonly KqlCase[] = [
  {
    name: 'as names rows in the middle of a pipe for what follows',
    source: asPage,
    kql: 'Events | as E | where Step > 2 | union E | count',
    rows: [[4]],
  },
  {
    name: 'as lets the right side of a join name the left one',
    source: asPage,
    kql: 'Events | as E | where Step > 1 | join kind=inner (E | where Step < 3) on Thread | project Step, Step1 | sort by Step1 asc',
    rows: [
      [2, 1],
      [2, 2],
    ],
  },
  {
    name: 'as with hint.materialized computes its rows once',
    source: asPage,
    kql: 'range n from 1 to 1 step 1 | extend id = new_guid() | as hint.materialized=true T | join kind=inner T on n | project same = id == id1',
    rows: [[true]],
  },
  {
    name: 'as names the sources of a union',
    source: asPage,
    kql: 'range x from 1 to 10 step 1 | as T1 | union withsource=TableName (range x from 1 to 10 step 1 | as T2) | summarize count() by TableName',
    inAnyOrder: true,
    rows: [
      ['T1', 10],
      ['T2', 10],
    ],
  },
  {
    name: 'database() names a table, a view or a function of this database',
    source: 'kusto/query/database-function.md',
    kql: 'union (database("db").Events | count), (database("db").LatestEvents | count), (database("db").EventsOf("a") | count), (database("db").LateEvents | count)',
    inAnyOrder: true,
    rows: [[3], [2], [1], [1]],
  },
  {
    name: 'a database that is not there is unknown',
    source: 'kusto/query/database-function.md',
    kql: 'database("other").Events',
    refusal: /SEM0100: The name 'other' does not refer to any known database.*line 1, column 10/,
  },
  {
    name: 'another cluster is out of reach',
    source: 'kusto/query/cluster-function.md',
    kql: 'cluster("https://local").database("db").Events',
    refusal: /Not supported.*another database or cluster.*line 1, column 1/,
  },
  {
    name: 'a function without parameters is called with or without parentheses',
    source: 'kusto/query/functions/user-defined-functions.md',
    kql: 'LateEvents | extend a = Answer, b = Answer() | union (LateEvents()) | project Step, a, b',
    inAnyOrder: true,
    rows: [
      [3, 42, 42],
      [3, null, null],
    ],
  },
  {
    name: 'current_database() is the database of the request',
    source: 'kusto/query/current-database-function.md',
    kql: 'print current_database()',
    columns: 'print_0:string',
    rows: [['db']],
  },
]
