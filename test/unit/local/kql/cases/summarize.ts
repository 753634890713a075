import type { KqlCase } from '../kql-case.ts'

const source = 'kusto/query/summarize-operator.md'
const argMax = 'kusto/query/arg-max-aggregation-function.md'
const fruit =
  'let F = datatable(fruit:string, version:long, color:string)["Apple", 1, "Red", "Apple", long(null), "Green", "Apple", 5, "Brown", "Pear", long(null), "Yellow"];'

export const cases: readonly KqlCase[] = [
  {
    name: 'groups by names and by expressions, keys first',
    source,
    kql: 'Events | summarize n = count(), max(Step) by Thread, half = bin(Step, 2) | sort by half asc, Thread asc',
    columns: 'Thread:string, half:long, n:long, max_Step:long',
    rows: [
      ['a', 0, 1, 1],
      ['a', 2, 1, 2],
      ['b', 2, 1, 3],
    ],
  },
  {
    name: 'a list of sorted rows keeps their order, with several keys and other aggregates',
    source: 'kusto/query/make-list-aggregation-function.md',
    kql: 'range n from 1 to 400 step 1 | extend key = n % 3, other = n % 2, at = (n * 7) % 401 | sort by at desc | summarize rows = count(), list = make_list(at) by key, other | extend ordered = array_sort_desc(list) | where tostring(list) == tostring(ordered) | count',
    rows: [[6]],
  },
  {
    name: 'without by, no rows still give one row',
    source,
    kql: 'Events | where false | summarize count(), max(Step), sum(Step)',
    rows: [[0, null, 0]],
  },
  {
    name: 'with by, no rows give no row',
    source,
    kql: 'Events | where false | summarize count() by Thread | count',
    rows: [[0]],
  },
  {
    name: 'a null key is a group of its own',
    source,
    kql: `${fruit} F | summarize n = count() by version`,
    inAnyOrder: true,
    rows: [
      [1, 1],
      [5, 1],
      [null, 2],
    ],
  },
  {
    name: 'by alone gives the distinct keys',
    source,
    kql: 'Events | summarize by Thread | sort by Thread asc',
    rows: [['a'], ['b']],
  },
  {
    name: 'aggregates may stand inside expressions',
    source,
    kql: 'Events | summarize newest = strcat("#", tostring(max(Step))), twice = count() * 2 by Thread | sort by Thread asc',
    rows: [
      ['a', '#2', 4],
      ['b', '#3', 2],
    ],
  },
  {
    name: 'arg_max gives the other columns of the greatest row',
    source: argMax,
    kql: `${fruit} F | where fruit == "Apple" | summarize arg_max(version, *) by fruit`,
    columns: 'fruit:string, version:long, color:string',
    rows: [['Apple', 5, 'Brown']],
  },
  {
    name: 'arg_max of a group with null keys only still gives a row',
    source: argMax,
    kql: `${fruit} F | where fruit == "Pear" | summarize arg_max(version, color) by fruit`,
    rows: [['Pear', null, 'Yellow']],
  },
  {
    name: 'arg_max and arg_min side by side keep to their own rows',
    source: argMax,
    kql: `${fruit} F | summarize arg_max(version, color), arg_min(version, color), n = count() by fruit | sort by fruit asc`,
    columns: 'fruit:string, version:long, color:string, version1:long, color1:string, n:long',
    rows: [
      ['Apple', 5, 'Brown', 1, 'Red', 3],
      ['Pear', null, 'Yellow', null, 'Yellow', 1],
    ],
  },
  {
    name: 'arg_max beside max keeps to its own row',
    source: argMax,
    kql: `${fruit} F | where fruit == "Apple" | summarize arg_min(version, color), max(version) by fruit`,
    rows: [['Apple', 1, 'Red', 5]],
  },
  {
    name: 'arg_max takes strings in the order of their code points',
    source: argMax,
    kql: 'datatable(id:string, n:long)["1", 1, "10", 2, "9", 3] | summarize arg_max(id, n)',
    rows: [['9', 3]],
  },
  {
    name: 'arg_max columns can be named',
    source: argMax,
    kql: `${fruit} F | where fruit == "Apple" | summarize (v, c) = arg_max(version, color)`,
    columns: 'v:long, c:string',
    rows: [[5, 'Brown']],
  },
  {
    name: 'arg_max without by over nothing gives one row, its strings empty',
    source,
    kql: `${fruit} F | where false | summarize arg_max(version, color)`,
    rows: [[null, '']],
  },
  {
    name: 'take_any of several columns takes them from one row',
    source: 'kusto/query/take-any-aggregation-function.md',
    kql: `${fruit} F | summarize take_any(version, color) by fruit | where fruit == "Apple" | where (version == 1 and color == "Red") or (isnull(version) and color == "Green") or (version == 5 and color == "Brown") | count`,
    rows: [[1]],
  },
  {
    name: 'percentiles of several ranks become several columns',
    source: 'kusto/query/percentiles-aggregation-function.md',
    kql: 'range x from 1 to 100 step 1 | summarize percentiles(x, 50, 95)',
    columns: 'percentile_x_50:long, percentile_x_95:long',
    rows: [[50, 95]],
  },
]
