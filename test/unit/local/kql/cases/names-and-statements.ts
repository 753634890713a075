import type { KqlCase } from '../kql-case.ts'

const letPage = 'kusto/query/let-statement.md'
const parametersPage = 'kusto/query/query-parameters-statement.md'

export const cases: readonly KqlCase[] = [
  {
    name: 'let names scalars and tables, later ones built from earlier ones',
    source: letPage,
    kql: 'let least = 1 + 1; let Late = Events | where Step >= least; let Names = Late | distinct Thread; Names | sort by Thread asc',
    rows: [['a'], ['b']],
  },
  {
    name: 'a let may take the name of a column that stands nearer',
    source: letPage,
    kql: 'let Step = 100; Events | where Step == 3 | project Step',
    rows: [[3]],
  },
  {
    name: 'a scalar lambda works on columns, with defaults',
    source: 'kusto/query/functions/user-defined-functions.md',
    kql: 'let times = (x:long, factor:long = 10) { let y = x * factor; y + 1 }; Events | sort by Step asc | project times(Step), times(Step, 2), times(factor = 3, x = 1)',
    rows: [
      [11, 3, 4],
      [21, 5, 4],
      [31, 7, 4],
    ],
  },
  {
    name: 'a tabular lambda takes tables and scalars',
    source: 'kusto/query/functions/user-defined-functions.md',
    kql: 'let above = (rows:(Step:long), n:long) { rows | where Step > n }; above(Events, 1) | count',
    rows: [[2]],
  },
  {
    name: 'invoke pipes a table into a lambda',
    source: 'kusto/query/invoke-operator.md',
    kql: 'let above = (rows:(Step:long), n:long) { rows | where Step > n }; Events | invoke above(2) | project Step',
    rows: [[3]],
  },
  {
    name: 'lambdas may call lambdas',
    source: 'kusto/query/functions/user-defined-functions.md',
    kql: 'let inc = (x:long) { x + 1 }; let twice = (x:long) { inc(inc(x)) }; print twice(5)',
    rows: [[7]],
  },
  {
    name: 'a lambda sees the names of where it was written, not of where it is called',
    source: letPage,
    kql: 'let n = 1; let f = () { n }; let g = (n:long) { n * 10 + f() }; print g(2)',
    rows: [[21]],
  },
  {
    name: 'a stored function with a default',
    source: 'kusto/query/functions/user-defined-functions.md',
    kql: 'EventsOf("a") | union (EventsOf("a", 1)) | summarize n = count() by Step',
    inAnyOrder: true,
    rows: [
      [1, 1],
      [2, 2],
    ],
  },
  {
    name: 'toscalar gives the first value of the first row',
    source: 'kusto/query/toscalar-function.md',
    kql: 'let greatest = toscalar(Events | summarize max(Step)); Events | where Step == greatest | project Thread',
    rows: [['b']],
  },
  {
    name: 'toscalar inside expressions, null for no rows',
    source: 'kusto/query/toscalar-function.md',
    kql: 'let top1 = toscalar(Events | top 1 by Step | project Thread); print top1, toscalar(Events | where false | project Step), toscalar(Events | where false | project Thread)',
    rows: [['b', null, '']],
  },
  {
    name: 'a view by its name is fresh, materialized_view() is its materialized part',
    source: 'kusto/query/materialized-view-function.md',
    kql: 'LatestEvents | summarize fresh = count() | extend old = toscalar(materialized_view("LatestEvents") | count)',
    rows: [[2, 1]],
  },
  {
    name: 'materialize stands for the table that it holds',
    source: 'kusto/query/materialize-function.md',
    kql: 'let rows = materialize(Events | where Thread == "a"); rows | where Step in ((rows | summarize max(Step))) | project Step',
    rows: [[2]],
  },
  {
    name: 'query parameters are bound, whatever they hold',
    source: parametersPage,
    kql: 'declare query_parameters(s:string, n:long, d:dynamic, t:datetime, isSet:bool = true, other:string = "none"); print s, n + 1, d.k, t, isSet, other',
    parameters: {
      s: String.raw`"it\"s; 'quoted' \\ | take 0"`,
      n: 'long(41)',
      d: 'dynamic({"k":[1]})',
      t: 'datetime(2026-05-04)',
    },
    rows: [[`it"s; 'quoted' \\ | take 0`, 42, [1], '2026-05-04T00:00:00Z', true, 'none']],
  },
  {
    name: 'a text that looks like a parameter of the SQL stays a text',
    source: 'kusto/query/scalar-data-types/string.md',
    kql: 'declare query_parameters(s:string); print ":$now", ":p0_s", "a:p0_s\\":b"',
    parameters: { s: '"x"' },
    rows: [[':$now', ':p0_s', 'a:p0_s":b']],
  },
  {
    name: 'and so does a column or a let that is called like one',
    source: 'kusto/query/schema-entities/entity-names.md',
    kql: "declare query_parameters(s:string); let [':p0_s'] = materialize(print [':$now'] = 1, b = 2); [':p0_s'] | where [':$now'] == 1 and b == 2 | project [':$now'], ['it:\"$now'] = b",
    parameters: { s: '"x"' },
    columns: ':$now:long, it:"$now:long',
    rows: [[1, 2]],
  },
  {
    name: 'a union names its sources, however they are called',
    source: 'kusto/query/union-operator.md',
    kql: "let [':$now'] = print a = 1; union withsource=[':$now1'] Events, (Owners | where Owner == \":$now\")| count",
    rows: [[3]],
  },
  {
    name: 'a parameter without value and default is refused',
    source: parametersPage,
    kql: 'declare query_parameters(s:string); print s',
    refusal: /query parameter 's' has no value/,
  },
  {
    name: 'a parameter that is no literal of its type is refused',
    source: parametersPage,
    kql: 'declare query_parameters(n:long); print n',
    parameters: { n: 'five' },
    refusal: /'n' is declared as long.*five/,
  },
  {
    name: 'bracketed names may hold quotes and keywords',
    source: 'kusto/query/schema-entities/entity-names.md',
    kql: `print ['a"; drop table "Events"; --'] = 1, ['select'] = 2 | extend ["it's"] = ['select'] + 1`,
    columns: `a"; drop table "Events"; --:long, select:long, it's:long`,
    rows: [[1, 2, 3]],
  },
]
