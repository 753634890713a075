import type { KqlCase } from '../kql-case.ts'

const source = 'kusto/query/mv-expand-operator.md'
const apply = 'kusto/query/mv-apply-operator.md'

export const cases: readonly KqlCase[] = [
  {
    name: 'mv-expand gives a row for each element and repeats the other columns',
    source,
    kql: 'print id = "i", d = dynamic([1, "two", 3.50, true, null, [4], {"k": 5}]) | mv-expand d',
    rows: [
      ['i', 1],
      ['i', 'two'],
      ['i', 3.5],
      ['i', true],
      ['i', null],
      ['i', [4]],
      ['i', { k: 5 }],
    ],
  },
  {
    name: 'a number keeps the form it was written in',
    source: 'kusto/query/scalar-data-types/dynamic.md',
    kql: 'print d = dynamic([1.0, 9007199254740993]) | mv-expand d | project tostring(d)',
    rows: [['1.0'], ['9007199254740993']],
  },
  {
    name: 'a bag becomes bags of one key, or pairs with kind=array',
    source,
    kql: 'print d = dynamic({"a": 1, "b.c": ["x"]}) | mv-expand bag = d | mv-expand kind=array pair = bag | project bag, pair',
    rows: [
      [{ a: 1 }, ['a', 1]],
      [{ 'b.c': ['x'] }, ['b.c', ['x']]],
    ],
  },
  {
    name: 'several columns are walked side by side, the shorter padded with null',
    source,
    kql: 'print a = dynamic([1, 2, 3]), b = dynamic(["x"]) | mv-expand a to typeof(long), b to typeof(string)',
    columns: 'a:long, b:string',
    rows: [
      [1, 'x'],
      [2, ''],
      [3, ''],
    ],
  },
  {
    name: 'with_itemindex counts from 0, and limit cuts each record',
    source,
    kql: 'print d = dynamic(["a", "b", "c"]) | mv-expand with_itemindex = i d to typeof(string) limit 2 | project i, d',
    rows: [
      [0, 'a'],
      [1, 'b'],
    ],
  },
  {
    name: 'null and scalars give one row',
    source,
    kql: 'Events | where Thread == "b" | mv-expand Details | project Step, Details',
    rows: [[3, null]],
  },
  {
    name: 'columns named like those of json_each are no trouble',
    source,
    kql: 'print key = 1, value = "v", type = "t", id = 2, path = dynamic([7]) | mv-expand path to typeof(long)',
    columns: 'key:long, value:string, type:string, id:long, path:long',
    rows: [[1, 'v', 't', 2, 7]],
  },
  {
    name: 'only a dynamic can be expanded',
    source,
    kql: 'print s = "a" | mv-expand s',
    refusal: /dynamic/,
  },
  {
    name: 'mv-apply filters the elements of each record by themselves and by its columns',
    source: apply,
    kql: 'datatable(id:string, least:long, d:dynamic)["p", 2, dynamic([1, 2, 3]), "q", 9, dynamic([8])] | mv-apply n = d to typeof(long) on (where n >= least) | project id, n',
    inAnyOrder: true,
    rows: [
      ['p', 2],
      ['p', 3],
    ],
  },
  {
    name: 'mv-apply sorts and takes within each record',
    source: apply,
    kql: 'datatable(id:string, d:dynamic)["p", dynamic([1, 5, 3]), "q", dynamic([8, 7])] | mv-apply n = d to typeof(long) on (top 1 by n) | project id, n',
    inAnyOrder: true,
    rows: [
      ['p', 5],
      ['q', 8],
    ],
  },
  {
    name: 'mv-apply aggregates within each record, also over equal ones',
    source: apply,
    kql: 'datatable(d:dynamic)[dynamic([1, 2]), dynamic([1, 2])] | mv-apply n = d to typeof(long) on (summarize total = sum(n), arg_max(n, *))| project total',
    rows: [[3], [3]],
  },
  {
    name: 'parse reads typed columns between delimiters',
    source: 'kusto/query/parse-operator.md',
    kql: 'print s = "event: name=lease, count=23, rest" | parse s with * "name=" name ", count=" count:long "," * | project name, count',
    rows: [['lease', 23]],
  },
  {
    name: 'parse leaves all columns empty when one type does not fit, parse-where drops the row',
    source: 'kusto/query/parse-where-operator.md',
    kql: 'datatable(s:string)["n=x v=1", "n=2 v=y"] | parse s with "n=" n:long " v=" v | project n, v | union (datatable(s:string)["n=x v=1"] | parse-where s with "n=" n:long " v=" v | project n, v)',
    inAnyOrder: true,
    rows: [
      [null, ''],
      [2, 'y'],
    ],
  },
]
