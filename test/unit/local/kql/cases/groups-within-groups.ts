import type { KqlCase } from '../kql-case.ts'

const partitionPage = 'kusto/query/partition-operator.md'
const nestedPage = 'kusto/query/top-nested-operator.md'
const sales =
  'datatable(Shop:string, Item:string, Price:long)["A", "x", 1, "A", "y", 3, "B", "x", 2, "C", "z", 9]'

export const cases: readonly KqlCase[] = [
  {
    name: 'partition sorts and limits the rows of each key',
    source: partitionPage,
    kql: `${sales} | partition hint.strategy=native by Shop (top 1 by Price)`,
    columns: 'Shop:string, Item:string, Price:long',
    rows: [
      ['A', 'y', 3],
      ['B', 'x', 2],
      ['C', 'z', 9],
    ],
    inAnyOrder: true,
  },
  {
    name: 'partition summarizes each key separately',
    source: partitionPage,
    kql: `${sales} | partition by Shop (summarize Sum = sum(Price) | extend Twice = Sum * 2)`,
    rows: [
      [4, 8],
      [2, 4],
      [9, 18],
    ],
    inAnyOrder: true,
  },
  {
    name: 'window functions begin anew in each partition',
    source: partitionPage,
    kql: `${sales} | partition hint.strategy=shuffle by Shop (sort by Price asc | project Shop, Number = row_number(), Before = prev(Price))`,
    rows: [
      ['A', 1, null],
      ['A', 2, 1],
      ['B', 1, null],
      ['C', 1, null],
    ],
    inAnyOrder: true,
  },
  {
    name: 'the legacy strategy takes at most 64 values of the key',
    source: partitionPage,
    kql: 'range x from 1 to 65 step 1 | partition by x (take 1)',
    refusal: /more than 64 values of the key/,
  },
  {
    name: 'the native strategy takes any number',
    source: partitionPage,
    kql: 'range x from 1 to 65 step 1 | partition hint.strategy=native by x (take 1) | count',
    rows: [[65]],
  },
  {
    name: 'partition with a source of its own is refused',
    source: partitionPage,
    kql: 'range x from 1 to 2 step 1 | partition hint.strategy=legacy by x {Events | where Step == 1}',
    refusal: /Not supported.*partition over a source of its own/,
  },
  {
    name: 'top-nested finds the latest records of each identity with all other columns',
    source: nestedPage,
    kql: 'datatable(id: string, timestamp: datetime, otherInformation: string)["Barak", datetime(2015-01-01), "1", "Barak", datetime(2016-01-01), "2", "Barak", datetime(2017-01-20), "3", "Donald", datetime(2017-01-20), "4", "Donald", datetime(2017-01-18), "5", "Donald", datetime(2017-01-19), "6"] | top-nested of id by Ignore0=max(1), top-nested 2 of timestamp by Ignore1=max(timestamp), top-nested of otherInformation by Ignore2=max(1) | project-away Ignore0, Ignore1, Ignore2',
    columns: 'id:string, timestamp:datetime, otherInformation:string',
    rows: [
      ['Barak', '2016-01-01T00:00:00Z', '2'],
      ['Donald', '2017-01-19T00:00:00Z', '6'],
      ['Barak', '2017-01-20T00:00:00Z', '3'],
      ['Donald', '2017-01-20T00:00:00Z', '4'],
    ],
    inAnyOrder: true,
  },
  {
    name: 'top-nested gives each level its value and its aggregate',
    source: nestedPage,
    kql: `${sales} | top-nested 2 of Shop by Sum = sum(Price) desc, top-nested 1 of Item by sum(Price)`,
    columns: 'Shop:string, Sum:long, Item:string, aggregated_Item:long',
    rows: [
      ['C', 9, 'z', 9],
      ['A', 4, 'y', 3],
    ],
    inAnyOrder: true,
  },
  {
    name: 'sample-distinct gives distinct values, up to a number',
    source: 'kusto/query/sample-distinct-operator.md',
    kql: `${sales} | sample-distinct 2 of Shop | summarize rows = count(), shops = dcount(Shop)`,
    rows: [[2, 2]],
  },
  {
    name: 'top-hitters gives the values with the largest sum',
    source: 'kusto/query/top-hitters-operator.md',
    kql: `${sales} | top-hitters 1 of Item by Price`,
    columns: 'Item:string, approximate_sum_Price:long',
    rows: [['z', 9]],
  },
]
