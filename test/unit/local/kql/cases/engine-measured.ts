import type { KqlCase } from '../kql-case.ts'

/** Cases of a translator whose expected results come from Microsoft's emulator. */
const measured = 'github.com/mmaitre314/duckdb-kql/blob/main/tests'
const summarized = `${measured}/test_summarize_expressions.py`
const domains = `${measured}/test_type_domains.py`
const converted = `${measured}/test_type_conversions.py`
const translation = 'github.com/mmaitre314/duckdb-kql/blob/main/docs/TRANSLATION.md'
const fruit =
  'datatable(Fruit: string, Color: string, Version: int)["Apple", "Red", 1, "Apple", "Green", int(null), "Banana", "Yellow", int(null), "Banana", "Green", int(null), "Pear", "Brown", 1, "Pear", "Green", 2]'

/** Queries for which the engine is stricter than its analyzer, or differs from SQL. */
export const cases: readonly KqlCase[] = [
  {
    name: 'arg_max() of a group whose keys are all null takes its first row',
    source: 'kusto/query/arg-max-aggregation-function.md',
    kql: `${fruit} | summarize arg_max(Version, *) by Fruit`,
    rows: [
      ['Apple', 1, 'Red'],
      ['Banana', null, 'Yellow'],
      ['Pear', 2, 'Green'],
    ],
    inAnyOrder: true,
  },
  {
    name: 'arg_min() does so too',
    source: 'kusto/query/arg-min-aggregation-function.md',
    kql: `${fruit} | summarize arg_min(Version, *) by Fruit`,
    rows: [
      ['Apple', 1, 'Red'],
      ['Banana', null, 'Yellow'],
      ['Pear', 1, 'Brown'],
    ],
    inAnyOrder: true,
  },
  {
    name: 'arg_max() of keys that are no numbers or null takes the first row',
    source: 'kusto/query/arg-max-aggregation-function.md',
    kql: 'datatable(r:real, n:long)[real(nan), 1, real(null), 2] | summarize arg_max(r, n)',
    rows: [[null, 1]],
  },
  {
    name: 'what summarize is given must call an aggregate',
    source: summarized,
    kql: 'range x from 1 to 3 step 1 | summarize 1 + 2',
    refusal: /'1 \+ 2' is not an aggregate \(at line 1, column 40\)/,
  },
  {
    name: 'a function of an aggregate is called like the aggregate',
    source: summarized,
    kql: 'datatable(y:real)[1.5, 2.25] | summarize round(sum(y), 2), round(sum(y), 1), tostring(count())',
    columns: 'sum_y:real, sum_y1:real, count_:string',
  },
  {
    name: 'a function of percentile() needs a name',
    source: summarized,
    kql: 'datatable(y:real)[1.5, 2.25] | summarize round(percentile(y, 50), 1)',
    refusal: /Not supported.*percentile\(\) without a name of its own at line 1, column 42/,
  },
  {
    name: 'the results of iff() must be of one type',
    source: domains,
    kql: 'print iff(1 > 0, 5, 1.5)',
    refusal: /SEM0525.*iff\(\) must be of one type, they are long and real.*line 1, column 7/,
  },
  {
    name: 'so must those of case()',
    source: domains,
    kql: 'print case(1 > 0, "a", 1 < 0, "b", 5)',
    refusal: /SEM0525.*case\(\).*string and long/,
  },
  {
    name: 'and those of coalesce()',
    source: domains,
    kql: 'print coalesce(5, 1.5)',
    refusal: /SEM0525.*coalesce\(\).*long and real/,
  },
  {
    name: 'int and long are one type, a null is of any, a dynamic goes with all',
    source: domains,
    kql: 'datatable(d:dynamic)[dynamic([1])] | project iff(true, int(3), 5), coalesce(5, long(null)), iff(true, d, d)',
    rows: [[3, 5, [1]]],
  },
  {
    name: 'a real in a text shows that it is one',
    source: `${translation} (R20)`,
    kql: 'print tostring(42.0), strcat(1.5, ",", -2.0), tostring(real(nan))',
    rows: [['42.0', '1.5,-2.0', 'NaN']],
  },
  {
    name: 'a timespan in a dynamic literal is its ticks, in pack_array() a text',
    source: converted,
    kql: 'print tostring(dynamic([1d])), tostring(pack_array(1d))',
    rows: [['[864000000000]', '["1.00:00:00"]']],
  },
  {
    name: 'totimespan() of a number in a dynamic is refused',
    source: converted,
    kql: 'print totimespan(dynamic([1d])[0])',
    refusal: /Not supported.*totimespan\(\) of a number in a dynamic/,
  },
  {
    name: 'toint() of a real constant beyond an int is refused',
    source: converted,
    kql: 'print toint(1e10)',
    refusal: /Not supported.*toint\(\) of the constant.*line 1, column 7/,
  },
  {
    name: 'substring() counts a written null as 0, and one of a row as null',
    source: `${translation} (R11)`,
    kql: 'datatable(i:long)[long(null)] | project substring("abc", long(null)), substring("abc", i)',
    rows: [['abc', '']],
  },
  {
    name: 'hash() of an empty text is refused',
    source: 'kusto/query/hash-function.md',
    kql: 'datatable(s:string)["a", ""] | project hash(s)',
    refusal: /Not supported.*hash\(\) of an empty text/,
  },
  {
    name: 'parse_path() of what lies in a root is refused',
    source: 'kusto/query/parse-path-function.md',
    kql: 'print parse_path("/file.txt")',
    refusal: /Not supported.*parse_path\(\) of '\/file\.txt'/,
  },
]
