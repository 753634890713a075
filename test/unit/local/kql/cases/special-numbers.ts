import type { KqlCase } from '../kql-case.ts'

const numbers = 'let T = datatable(x:real)[1.0, real(nan), real(null), real(-inf), real(+inf)];'

export const cases: readonly KqlCase[] = [
  {
    name: 'NaN stands between the nulls and the numbers',
    source: 'kusto/query/sort-operator.md',
    kql: `${numbers} T | sort by x asc`,
    rows: [[null], ['NaN'], ['-Infinity'], [1], ['Infinity']],
  },
  {
    name: 'so it does with nulls last',
    source: 'kusto/query/sort-operator.md',
    kql: `${numbers} T | sort by x asc nulls last`,
    rows: [['-Infinity'], [1], ['Infinity'], ['NaN'], [null]],
  },
  {
    name: 'and at the top',
    source: 'kusto/query/top-operator.md',
    kql: `${numbers} T | top 3 by x desc nulls first`,
    rows: [[null], ['NaN'], ['Infinity']],
  },
  {
    name: 'parts of a datetime are long in the engine, whatever the analyzer thinks',
    source: 'kusto/query/datetime-part-function.md',
    kql: 'print d = datetime(2026-03-04 05:06:07) | extend y = getyear(d) | project y, m = monthofyear(d), h = hourofday(d), p = datetime_part("day", d) | union (print z = 1) | summarize n = count() by y, m, h, p | where isnotnull(y)',
    columns: 'y:long, m:long, h:long, p:long, n:long',
    rows: [[2026, 3, 5, 4, 1]],
  },
  {
    name: 'they stay long on either side of a join',
    source: 'kusto/query/join-operator.md',
    kql: 'print y = getyear(datetime(2026-03-04)) | join kind=fullouter (print y = hourofday(datetime(2026-03-04 05:00))) on y | sort by y asc',
    columns: 'y:long, y1:long',
    rows: [
      [null, 5],
      [2026, null],
    ],
  },
]
