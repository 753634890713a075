import type { KqlCase } from '../kql-case.ts'

const source = 'kusto/query/make-series-operator.md'
const data =
  'let data = datatable(timestamp:datetime, metric: real)[datetime(2016-12-31T06:00), 50, datetime(2017-01-01), 4, datetime(2017-01-02), 3, datetime(2017-01-03), 4, datetime(2017-01-03T03:00), 6, datetime(2017-01-05), 8, datetime(2017-01-05T13:40), 13, datetime(2017-01-06), 4, datetime(2017-01-07), 3, datetime(2017-01-08), 8, datetime(2017-01-08T21:00), 8, datetime(2017-01-09), 2, datetime(2017-01-09T12:00), 11, datetime(2017-01-10T05:00), 5];'
const range = 'on timestamp from datetime(2017-01-01) to datetime(2017-01-10) step 1d'
const days = Array.from({ length: 9 }, (_, at) => `2017-01-0${at + 1}T00:00:00.0000000Z`)

export const cases: readonly KqlCase[] = [
  {
    name: 'make-series fills gaps with 0, and ends before its end',
    source,
    kql: `${data} data | make-series avg(metric) ${range}`,
    columns: 'avg_metric:dynamic, timestamp:dynamic',
    rows: [[[4, 3, 5, 0, 10.5, 4, 3, 8, 6.5], days]],
  },
  {
    name: 'an empty input has no series',
    source,
    kql: `${data} data | take 0 | make-series avg(metric) default=1.0 ${range} | count`,
    rows: [[0]],
  },
  {
    name: 'kind=nonempty gives one of defaults',
    source,
    kql: `${data} data | take 0 | make-series kind=nonempty avg(metric) default=1.0 ${range}`,
    rows: [[[1, 1, 1, 1, 1, 1, 1, 1, 1], days]],
  },
  {
    name: 'each key has a series for each aggregate, with a default of its own',
    source,
    kql: 'datatable(k:string, t:long, x:long)["a", 0, 1, "a", 5, 2, "b", 3, 7, "b", 9, 1] | make-series n = count(), most = max(x) default=long(null) on t from 0 to 7 step 2 by k',
    columns: 'k:string, n:dynamic, most:dynamic, t:dynamic',
    rows: [
      ['a', [1, 0, 1, 0], [1, null, 2, null], [0, 2, 4, 6]],
      ['b', [0, 1, 0, 0], [null, 7, null, null], [0, 2, 4, 6]],
    ],
    inAnyOrder: true,
  },
  {
    name: 'a series without its bounds is refused',
    source,
    kql: `${data} data | make-series avg(metric) on timestamp step 1d`,
    refusal: /Not supported.*make-series without from, to and step/,
  },
]
