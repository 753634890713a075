import type { KqlCase } from '../kql-case.ts'

export const cases: readonly KqlCase[] = [
  {
    name: 'both ends belong to between, and null is neither inside nor outside',
    source: 'kusto/query/between-operator.md',
    kql: 'datatable(x:long)[1, 5, long(null)] | project x between (1 .. 4), x !between (1 .. 4)',
    rows: [
      [true, false],
      [false, true],
      [null, null],
    ],
  },
  {
    name: 'a timespan as the upper end counts from the lower one',
    source: 'kusto/query/between-operator.md',
    kql: 'datatable(t:datetime)[datetime(2026-01-02), datetime(2026-01-03)] | where t between (datetime(2026-01-01) .. 1d) | count',
    rows: [[1]],
  },
  {
    name: 'numbers of several types make one range, which may be empty',
    source: 'kusto/query/between-operator.md',
    kql: 'print x = 1.5 | project x between (1 .. 2), x between (2.0 .. 1.0)',
    rows: [[true, false]],
  },
  {
    name: 'decimals are exact',
    source: 'kusto/query/scalar-data-types/decimal.md',
    kql: 'print decimal(1.5) * 2, decimal(1) / decimal(4), decimal(1.5) - 1, -decimal(1.5), decimal(7.5) % 2, decimal(2.5) > 2, tolong(decimal(2.9))',
    rows: [['3', '0.25', '0.5', '-1.5', '1.5', true, 2]],
  },
  {
    name: 'a conversion that the engine lacks is refused with its place',
    source: 'kusto/query/tobool-function.md',
    kql: 'print\n  tobool(datetime(2026-01-01))',
    refusal: /Cannot convert a value of type datetime to bool.*line 2, column 3/,
  },
  {
    name: 'a multi-line literal and a hidden one are texts like others',
    source: 'kusto/query/scalar-data-types/string.md',
    kql: "print ```x'y```, parse_json(h'{}'), 'a' \"b\"",
    rows: [["x'y", {}, 'ab']],
  },
]
