import type { KqlCase } from '../kql-case.ts'

const flights =
  'datatable(Airport:string, Airline:string, Departures:long)["SEA", "LH", 3, "SEA", "LY", 100, "SEA", "UA", 3, "SEA", "BA", 2, "SEA", "EL", 3, "AMS", "EL", 1, "AMS", "BA", 1]'
const calls =
  'datatable(SourceNumber:string, TargetNumber:string, CharsCount:long)["555-555-1234", "555-555-1212", 46, "555-555-1313", "", 42]'

export const cases: readonly KqlCase[] = [
  {
    name: 'row_rank_dense() counts the values',
    source: 'kusto/query/row-rank-dense-function.md',
    kql: `${flights} | where Airport == "SEA" | sort by Departures asc | extend Rank = row_rank_dense(Departures) | project Departures, Rank`,
    rows: [
      [2, 1],
      [3, 2],
      [3, 2],
      [3, 2],
      [100, 3],
    ],
  },
  {
    name: 'row_rank_dense() begins anew where its restart says',
    source: 'kusto/query/row-rank-dense-function.md',
    kql: `${flights} | sort by Airport desc, Departures asc | extend Rank = row_rank_dense(Departures, prev(Airport) != Airport) | project Airport, Departures, Rank`,
    rows: [
      ['SEA', 2, 1],
      ['SEA', 3, 2],
      ['SEA', 3, 2],
      ['SEA', 3, 2],
      ['SEA', 100, 3],
      ['AMS', 1, 1],
      ['AMS', 1, 1],
    ],
  },
  {
    name: 'row_rank_min() gives the first number of a value',
    source: 'kusto/query/row-rank-min-function.md',
    kql: `${flights} | where Airport == "SEA" | sort by Departures asc | extend Rank = row_rank_min(Departures) | project Departures, Rank`,
    rows: [
      [2, 1],
      [3, 2],
      [3, 2],
      [3, 2],
      [100, 5],
    ],
  },
  {
    name: 'pack_all() packs the columns, without empty ones on request',
    source: 'kusto/query/pack-all-function.md',
    kql: `${calls} | project packed = pack_all(), full = pack_all(true)`,
    rows: [
      [
        { SourceNumber: '555-555-1234', TargetNumber: '555-555-1212', CharsCount: 46 },
        { SourceNumber: '555-555-1234', TargetNumber: '555-555-1212', CharsCount: 46 },
      ],
      [
        { SourceNumber: '555-555-1313', TargetNumber: '', CharsCount: 42 },
        { SourceNumber: '555-555-1313', CharsCount: 42 },
      ],
    ],
  },
  {
    name: 'around() takes both ends of the range',
    source: 'kusto/query/around-function.md',
    kql: 'range dt from datetime(2021-01-01 01:00) to datetime(2021-01-01 02:00) step 1min | where around(dt, datetime(2021-01-01 01:30), 1min)',
    rows: [['2021-01-01T01:29:00Z'], ['2021-01-01T01:30:00Z'], ['2021-01-01T01:31:00Z']],
  },
  {
    name: 'around() of a null is null',
    source: 'kusto/query/around-function.md',
    kql: 'print around(long(null), 1, 2), around(1, long(null), 2)',
    rows: [[null, null]],
  },
  {
    name: 'regex_quote() escapes what a regular expression would read',
    source: 'kusto/query/regex-quote-function.md',
    kql: String.raw`print regex_quote("(so$me.Te^xt)")`,
    rows: [[String.raw`\(so\$me\.Te\^xt\)`]],
  },
  {
    name: 'sample gives so many rows',
    source: 'kusto/query/sample-operator.md',
    kql: 'range x from 1 to 100 step 1 | sample 7 | summarize rows = count(), distinctRows = dcount(x), least = min(x) >= 1',
    columns: 'rows:long, distinctRows:long, least:bool',
    rows: [[7, 7, true]],
  },
]
