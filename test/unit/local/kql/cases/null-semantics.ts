import type { KqlCase } from '../kql-case.ts'

const source = 'kusto/query/scalar-data-types/null-values.md'
const values = 'let values = datatable(id:string, n:long)["one", 1, "two", 2, "none", long(null)];'

export const cases: readonly KqlCase[] = [
  {
    name: 'where drops a row whose condition is null',
    source,
    kql: `${values} values | where n > 1 | project id`,
    rows: [['two']],
  },
  {
    name: 'where keeps a null that differs from a value',
    source,
    kql: `${values} values | where n != 1 | project id`,
    rows: [['two'], ['none']],
  },
  {
    name: 'where finds no null by ==',
    source,
    kql: `${values} values | where n == long(null) | count`,
    rows: [[0]],
  },
  {
    name: 'where drops null != null',
    source,
    kql: `${values} values | where n != long(null) | project id`,
    rows: [['one'], ['two']],
  },
  {
    name: 'not turns the false of null == value into true',
    source,
    kql: `${values} values | where not(n == 1) | project id`,
    rows: [['two'], ['none']],
  },
  {
    name: 'an equality as a value tells null against null from null against a value',
    source,
    kql: `${values} values | project same = n == 1, both = n == long(null)`,
    rows: [
      [true, false],
      [false, false],
      [false, null],
    ],
  },
  {
    name: 'or keeps a row for which one side is true and the other null',
    source,
    kql: `${values} values | where n < 5 or id == "none" | project id`,
    rows: [['one'], ['two'], ['none']],
  },
  {
    name: 'in follows ==: a null is in no list',
    source,
    kql: `${values} values | where not(n in (1, 2)) | project id`,
    rows: [['none']],
  },
  {
    name: '!in over a table with a null keeps what the table lacks',
    source,
    kql: `${values} values | where n !in ((values | where id != "two" | project n)) | project id`,
    rows: [['two'], ['none']],
  },
  {
    name: 'strings are never null',
    source,
    kql: `print isnull(""), isempty(""), "" == ""`,
    rows: [[false, true, true]],
  },
]
