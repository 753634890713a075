import type { KqlCase } from '../kql-case.ts'

const source = 'kusto/query/union-operator.md'
/** Measured on the emulator. */
const measured = 'github.com/mmaitre314/duckdb-kql/blob/main/docs/TRANSLATION.md (R15)'
const views =
  'let View_1 = view () { print x=1 }; let View_2 = view () { print x=toint(2) }; let View_3 = view () { print x_long=3 };'
const likeViews =
  'let View_1 = view () { print x=1 }; let View_2 = view () { print x=1 }; let OtherView_1 = view () { print x=1 };'

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
  {
    name: 'each type of a name has a column, and withsource names the views',
    source,
    kql: `${views} union withsource=TableName View_1, View_2`,
    columns: 'TableName:string, x_long:long, x_int:int',
    inAnyOrder: true,
    rows: [
      ['View_1', 1, null],
      ['View_2', null, 2],
    ],
  },
  {
    name: 'a name that an input has goes before one that is made of name and type',
    source,
    kql: `${views} union withsource=TableName View_1, View_2, View_3`,
    columns: 'TableName:string, x_long1:long, x_int:int, x_long:long',
    inAnyOrder: true,
    rows: [
      ['View_1', 1, null, null],
      ['View_2', null, 2, null],
      ['View_3', null, null, 3],
    ],
  },
  {
    name: 'such columns can be named',
    source,
    kql: `${views} union View_1, View_2, View_3 | where x_long1 == 1 | project x_long1, x_long`,
    rows: [[1, null]],
  },
  {
    name: 'kind=inner leaves out a name with several types',
    source,
    kql: 'union kind=inner (print a = 1, b = 2), (print a = "x", b = 3)',
    columns: 'b:long',
    inAnyOrder: true,
    rows: [[2], [3]],
  },
  {
    name: 'columns come in the order of their first appearance',
    source: measured,
    kql: 'union (print y = 1, z = 2), (print x = 3, y = 4)',
    columns: 'y:long, z:long, x:long',
  },
  {
    name: 'withsource calls what is no table or view by its place',
    source: measured,
    kql: 'let A = datatable(x:long)[1]; A | union withsource=From (Owners | where Owner == "Cy" | project Thread), Owners | project From',
    inAnyOrder: true,
    rows: [['union_arg0'], ['union_arg1'], ['Owners'], ['Owners']],
  },
  {
    name: 'a table in front of the union has its name',
    source: measured,
    kql: 'Owners | union withsource=From (Events) | summarize n = count() by From',
    inAnyOrder: true,
    rows: [
      ['Owners', 2],
      ['Events', 3],
    ],
  },
  {
    name: 'a table that was filtered has lost it',
    source: measured,
    kql: 'Owners | where Owner == "Cy" | union withsource=From (Owners | sort by Owner) | summarize n = count() by From',
    inAnyOrder: true,
    rows: [
      ['union_arg0', 1],
      ['union_arg1', 2],
    ],
  },
  {
    name: 'a wildcard stands for the tables of that name, each a source',
    source: measured,
    kql: 'union withsource=From E*, Ow* | summarize n = count() by From',
    inAnyOrder: true,
    rows: [
      ['Events', 3],
      ['Owners', 2],
    ],
  },
  {
    name: 'a wildcard that matches nothing is an error',
    source: measured,
    kql: 'union Nothing*',
    refusal: /SEM0100: The name 'Nothing\*'.*line 1, column 7/,
  },
  {
    name: 'isfuzzy=true leaves out such a wildcard; views count, too',
    source,
    kql: `${likeViews} union isfuzzy=true View*, SomeView*, OtherView* | count`,
    rows: [[3]],
  },
  {
    name: 'isfuzzy=true leaves out a pipe over what does not exist',
    source,
    kql: `${likeViews} union isfuzzy=true (View_1 | where x > 0), (View_2 | where x > 0), (View_3 | where x > 0) | count`,
    rows: [[2]],
  },
]
