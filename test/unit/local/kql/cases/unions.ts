import type { KqlCase } from '../kql-case.ts'

const source = 'kusto/query/union-operator.md'

export const cases: readonly KqlCase[] = [
  {
    name: 'a column that an input lacks is empty there',
    source,
    kql: 'Owners | where Owner == "Cy" | union (Events | where Step == 3 | project Thread, Step)',
    columns: 'Thread:string, Owner:string, Step:long',
    inAnyOrder: true,
    rows: [
      ['c', 'Cy', null],
      ['b', '', 3],
    ],
  },
  {
    name: 'kind=inner gives the common columns only',
    source,
    kql: 'union withsource=From kind=inner Owners, Events | where Thread == "c"',
    columns: 'From:string, Thread:string',
    rows: [['Owners', 'c']],
  },
  {
    name: 'a column that kind=inner dropped is refused, although the analyzer knows it',
    source,
    kql: 'union kind=inner Owners, Events | project Step',
    refusal: /Not supported.*column 'Step'.*line 1, column 43/,
  },
  {
    name: 'kind=inner keeps the common columns',
    source,
    kql: 'union kind=inner Owners, Events | summarize n = count() by Thread',
    columns: 'Thread:string, n:long',
    inAnyOrder: true,
    rows: [
      ['a', 3],
      ['b', 1],
      ['c', 1],
    ],
  },
  {
    name: 'withsource says where a row came from',
    source,
    kql: 'union withsource=From Owners, Events | summarize n = count() by From',
    inAnyOrder: true,
    rows: [
      ['Owners', 2],
      ['Events', 3],
    ],
  },
  {
    name: 'one name with two types becomes two columns',
    source,
    kql: 'print x = 1 | union (print x = "s")',
    columns: 'x_long:long, x_string:string',
    inAnyOrder: true,
    rows: [
      [1, ''],
      [null, 's'],
    ],
  },
  {
    name: 'isfuzzy=true leaves out a table that does not exist',
    source,
    kql: 'union isfuzzy=true Owners, Nowhere | count',
    rows: [[2]],
  },
  {
    name: 'without isfuzzy such a table is an error',
    source,
    kql: 'union Owners, Nowhere | count',
    refusal: /Nowhere/,
  },
  {
    name: 'equal rows stay apart',
    source,
    kql: 'print x = 1 | union (print x = 1) | count',
    rows: [[2]],
  },
]
