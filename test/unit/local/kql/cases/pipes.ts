import type { KqlCase } from '../kql-case.ts'

export const cases: readonly KqlCase[] = [
  {
    name: 'project gives exactly the listed columns, in order, with names of their own',
    source: 'kusto/query/project-operator.md',
    kql: 'Events | project Step, who = Thread, Step + 1 | sort by Step asc',
    columns: 'Step:long, who:string, Column1:long',
    rows: [
      [1, 'a', 2],
      [2, 'a', 3],
      [3, 'b', 4],
    ],
  },
  {
    name: 'extend replaces a column in its place and appends others',
    source: 'kusto/query/extend-operator.md',
    kql: 'Owners | extend Thread = strcat(Thread, "!"), n = strlen(Thread) | sort by Owner asc',
    columns: 'Thread:string, Owner:string, n:long',
    rows: [
      ['a!', 'Ann', 1],
      ['c!', 'Cy', 1],
    ],
  },
  {
    name: 'a column that sorting needs may be projected away afterwards',
    source: 'kusto/query/sort-operator.md',
    kql: 'Events | sort by Step desc | project Thread | take 2',
    rows: [['b'], ['a']],
  },
  {
    name: 'a sorted column may be overwritten without changing the order',
    source: 'kusto/query/sort-operator.md',
    kql: 'Events | sort by Step desc | extend Step = -Step | project Step',
    rows: [[-3], [-2], [-1]],
  },
  {
    name: 'project-away, project-keep, project-rename and project-reorder pick columns by name and wildcard',
    source: 'kusto/query/project-away-operator.md',
    kql: 'Events | project-away D* | project-rename Number = Step | project-reorder Number | where Number == 1',
    columns: 'Number:long, Thread:string',
    rows: [[1, 'a']],
  },
  {
    name: 'sort is descending by default and puts nulls last',
    source: 'kusto/query/sort-operator.md',
    kql: 'datatable(n:long)[1, long(null), 3] | sort by n',
    rows: [[3], [1], [null]],
  },
  {
    name: 'ascending order puts nulls first',
    source: 'kusto/query/sort-operator.md',
    kql: 'datatable(n:long)[1, long(null), 3] | sort by n asc',
    rows: [[null], [1], [3]],
  },
  {
    name: 'nulls go where the query puts them, key by key',
    source: 'kusto/query/sort-operator.md',
    kql: 'datatable(k:string, n:long)["a", 1, "b", 7, "a", long(null)] | sort by k asc, n asc nulls last',
    rows: [
      ['a', 1],
      ['a', null],
      ['b', 7],
    ],
  },
  {
    name: 'top sorts by an expression and keeps the first',
    source: 'kusto/query/top-operator.md',
    kql: 'Events | top 2 by Step * -1 | project Step',
    rows: [[1], [2]],
  },
  {
    name: 'distinct tells rows apart over all columns or the listed ones',
    source: 'kusto/query/distinct-operator.md',
    kql: 'Events | distinct Thread | sort by Thread asc',
    rows: [['a'], ['b']],
  },
  {
    name: 'count gives one row even for no rows',
    source: 'kusto/query/count-operator.md',
    kql: 'Events | where false | count',
    columns: 'Count:long',
    rows: [[0]],
  },
  {
    name: 'getschema lists names and types',
    source: 'kusto/query/getschema-operator.md',
    kql: 'Owners | getschema | project ColumnName, ColumnOrdinal, DataType, ColumnType',
    rows: [
      ['Thread', 0, 'System.String', 'string'],
      ['Owner', 1, 'System.String', 'string'],
    ],
  },
  {
    name: 'two columns whose names differ in case stay two',
    source: 'kusto/query/schema-entities/entity-names.md',
    kql: 'print a = 1, A = 2 | extend sum = a * 10 + A',
    columns: 'a:long, A:long, sum:long',
    rows: [[1, 2, 12]],
  },
  {
    name: 'render changes nothing',
    source: 'kusto/query/render-operator.md',
    kql: 'Owners | summarize n = count() by Owner | where Owner == "Cy" | render columnchart',
    rows: [['Cy', 1]],
  },
  {
    name: 'range includes its end when the steps meet it',
    source: 'kusto/query/range-operator.md',
    kql: 'range x from 5 to 1 step -2',
    rows: [[5], [3], [1]],
  },
  {
    name: 'a range whose end lies before its begin is empty',
    source: 'kusto/query/range-operator.md',
    kql: 'range x from 5 to 1 step 2 | count',
    rows: [[0]],
  },
  {
    name: 'datatable keeps its rows in order',
    source: 'kusto/query/datatable-operator.md',
    kql: 'datatable(s:string, n:long, d:dynamic)["b", 1, dynamic({"k":[1,2.50]}), "a", long(null), dynamic(null)]',
    rows: [
      ['b', 1, { k: [1, 2.5] }],
      ['a', null, null],
    ],
  },
  {
    name: 'ingestion_time of a table row is there until the columns are others',
    source: 'kusto/query/ingestion-time-function.md',
    kql: 'Events | where Step == 1 | extend t = ingestion_time() | project t',
    rows: [['2026-01-02T03:04:05Z']],
  },
  {
    name: 'column_ifexists falls back to its second argument',
    source: 'kusto/query/column-ifexists-function.md',
    kql: 'Owners | where Owner == "Cy" | project column_ifexists("Owner", "?"), column_ifexists("Nobody", "?")',
    rows: [['Cy', '?']],
  },
]
