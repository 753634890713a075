import type { KqlCase } from '../kql-case.ts'

const tests = 'github.com/mmaitre314/duckdb-kql/blob/main/tests'
const expand = 'github.com/mmaitre314/duckdb-kql/blob/main/docs/TRANSLATION.md (R18)'
const mixed = 'datatable(a:dynamic)[dynamic([1, 2.5, -2.5, "2", true, null])]'

export const cases: readonly KqlCase[] = [
  {
    name: 'a real beyond the range of integers becomes the end of the range',
    source: `${tests}/test_type_conversions.py`,
    kql: 'datatable(r:real)[5.7, -5.7, 1e10, -1e10, 1e30, real(nan)] | project l = tolong(r), i = toint(r)',
    rows: [
      [5, 5],
      [-5, -5],
      [10000000000, 2147483647],
      [-10000000000, -2147483648],
      [9223372036854775807n, 2147483647],
      [null, null],
    ],
  },
  {
    name: 'mv-expand to typeof() of a number converts numbers, to bool flags and whole numbers',
    source: expand,
    kql: `${mixed} | mv-expand l = a to typeof(long), r = a to typeof(real), b = a to typeof(bool), s = a to typeof(string) | project l, r, b, s`,
    rows: [
      [1, 1, true, '1'],
      [2, 2.5, null, '2.5'],
      [-2, -2.5, null, '-2.5'],
      [null, null, null, '2'],
      [null, null, true, 'true'],
      [null, null, null, ''],
    ],
  },
  {
    name: 'to typeof(datetime) and to typeof(guid) convert texts only',
    source: expand,
    kql: 'print a = dynamic(["2020-01-01", 5, true]) | mv-expand a to typeof(datetime)',
    rows: [['2020-01-01T00:00:00Z'], [null], [null]],
  },
  {
    name: 'to typeof() of other types is refused',
    source: expand,
    kql: 'print a = dynamic([1]) | mv-expand a to typeof(timespan)',
    refusal: /Not supported.*mv-expand to typeof\(timespan\) at line 1, column 36/,
  },
  {
    name: 'totimespan() of a number is refused with its place',
    source: 'kusto/query/totimespan-function.md',
    kql: 'print totimespan(1)',
    refusal: /Not supported.*totimespan\(\) of a long.*line 1, column 7/,
  },
  {
    name: 'extract_all() needs a capture group',
    source: 'kusto/query/extract-all-function.md',
    kql: 'print extract_all("[a-z]+", "ab")',
    refusal: /must have 1 to 16 capture groups, it has 0.*line 1, column 7/,
  },
  {
    name: 'trim() with an anchor in its expression is refused with its place',
    source: 'kusto/query/trim-function.md',
    kql: 'print a = 1, b = trim("^a", "aba")',
    refusal: /Not supported.*trim\(\) with an anchor in the expression '\^a' at line 1, column 18/,
  },
  {
    name: 'format_datetime() with names of months is refused with its place',
    source: 'kusto/query/format-datetime-function.md',
    kql: 'print format_datetime(now(), "dd MMM")',
    refusal:
      /Not supported.*'MMM' in the format 'dd MMM' of format_datetime\(\) at line 1, column 7/,
  },
  {
    name: 'a datetime literal in a form that is not known is refused as such',
    source: 'kusto/query/scalar-data-types/datetime.md',
    kql: 'print datetime(2025, 6, 14)',
    refusal: /Not supported.*the literal datetime\(2025, 6, 14\) at line 1, column 7/,
  },
  {
    name: 'count() of a value counts what is not null',
    source: 'github.com/mmaitre314/duckdb-kql/blob/main/docs/TRANSLATION.md (R4)',
    kql: 'datatable(x:long, s:string)[1, "", long(null), "a"] | summarize n = count(x), m = count(s)',
    rows: [[1, 2]],
  },
  {
    name: 'the engine has types of its own for some functions',
    source: 'github.com/microsoft/Kusto-Query-Language',
    kql: 'print a = ceiling(0), b = datetime_diff("week", now(), now()), c = jaccard_index(dynamic([1]), dynamic([1])), d = datetime_diff("day", now(), now())',
    columns: 'a:real, b:real, c:real, d:long',
  },
]
