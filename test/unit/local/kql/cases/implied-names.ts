import type { KqlCase } from '../kql-case.ts'

const source = 'kusto/query/extend-operator.md'

/** Names of unnamed columns. */
export const cases: readonly KqlCase[] = [
  {
    name: 'a conversion or bin of a column takes its name, and its place',
    source,
    kql: 'datatable(t:long,u:long)[-5, 3] | extend d = 1, tostring(u), u + 1, bin(t, 3)',
    columns: 't:long, u:string, d:long, Column1:long',
    rows: [[-6, '3', 1, 4]],
  },
  {
    name: 'of several expressions for one column the last one counts',
    source,
    kql: 'datatable(t:long)[-5] | extend tolong(t), tostring(t)',
    columns: 't:string',
    rows: [['-5']],
  },
  {
    name: 'an element of a bag is called by its path',
    source,
    kql: 'print t = dynamic({"a":{"b":1}}) | extend t.a, toint(t.a.b)',
    columns: 't:dynamic, t_a:dynamic, t_a_b:int',
    rows: [[{ a: { b: 1 } }, { b: 1 }, 1]],
  },
  {
    name: 'two paths with one name are refused',
    source,
    kql: 'print t = dynamic({"a":1}) | extend t.a, t["a"]',
    refusal: /Not supported.*share one name at line 1, column 30/,
  },
]
