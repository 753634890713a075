import type { KqlCase } from '../kql-case.ts'

const page = 'kusto/query/regex.md'
const parsePage = 'kusto/query/parse-operator.md'

/** An expression with a regular expression as the page describes it, and its value. */
const ANSWERS: readonly (readonly [expression: string, value: unknown])[] = [
  [String.raw`extract(@"\w+", 0, "élan vital")`, 'élan'],
  [String.raw`extract(@"\W+", 0, "é - à")`, ' - '],
  [String.raw`extract(@"\d+", 0, "x١٢")`, '١٢'],
  [String.raw`extract(@"\bé\b", 0, "a é b")`, 'é'],
  [String.raw`extract(@"\<.+?\>", 0, " ab cd")`, 'ab'],
  ['extract("a(.*)", 1, "a\\rb\\nc")', '\rb'],
  ['extract("(?m)^b$", 0, "a\\nb\\nc")', 'b'],
  ['extract("a(?s:.)b", 0, "a\\nb")', 'a\nb'],
  ['extract("(?i)ÉL", 0, "él")', 'él'],
  ['extract("(?U)a+", 0, "aaa")', 'a'],
  ['extract("x{2,3}?", 0, "xxxx")', 'xx'],
  ['extract("[[:alpha:]]+", 0, "é1ab")', 'ab'],
  ['extract("[[:^alpha:]]+", 0, "ab12c")', '12'],
  ['extract("[a-y&&xyz]+", 0, "zxy")', 'xy'],
  ['extract("[0-9&&[^4]]+", 0, "4123456")', '123'],
  ['extract("[0-9--4]+", 0, "4123456")', '123'],
  ['extract("[a-g~~b-h]+", 0, "bah")', 'ah'],
  ['extract("[x[^xyz]]+", 0, "yxaz")', 'xa'],
  [String.raw`extract(@"[^\]]+", 0, "ab]c")`, 'ab'],
  ['extract("[]a]+", 0, "b]a")', ']a'],
  [String.raw`extract(@"\p{Greek}+", 0, "abγδ")`, 'γδ'],
  [String.raw`extract(@"\pL+", 0, "1é2")`, 'é'],
  [String.raw`extract(@"\x41\u{42}\x{43}", 0, "ABC")`, 'ABC'],
  [String.raw`extract(@"(?P<whole>\d+)\.(?<part>\d+)", 2, "1.22")`, '22'],
  ['"a]b}" matches regex "a]b}"', true],
]

/** What JavaScript cannot say. */
const REFUSED = ['(?=a)', '(?<!a)b', String.raw`(a)\1`, 'a(?i)b', '(?x)a b', String.raw`(?-u:\w)`]

const line = (slice: number): string =>
  `"Event: NotifySliceRelease (resourceName=PipelineScheduler, totalSlices=27, sliceNumber=${slice}, lockTime=02/17/2016 08:40:01, releaseTime=02/17/2016 08:40:01, previousLockTime=02/17/2016 08:39:01)"`
const traces = `datatable(EventText:string)[${line(23)}, ${line(15)}]`

export const cases: readonly KqlCase[] = [
  ...ANSWERS.map(([expression, value]) => ({
    name: expression,
    source: page,
    kql: `print ${expression}`,
    rows: [[value]],
  })),
  ...REFUSED.map((pattern) => ({
    name: `${pattern} is refused`,
    source: page,
    kql: `print extract(@"${pattern}", 0, "ab")`,
    refusal: /Not supported.*the regular expression/,
  })),
  {
    name: 'parse kind=regex takes regular expressions between columns',
    source: parsePage,
    kql: `${traces} | parse kind=regex EventText with "(.*?)[a-zA-Z]*=" resourceName @", totalSlices=\\s*\\d+\\s*.*?sliceNumber=" sliceNumber: long  ".*?(previous)?lockTime=" lockTime ".*?releaseTime=" releaseTime ".*?previousLockTime=" previousLockTime: date "\\\\)" | project resourceName, sliceNumber, lockTime, releaseTime, previousLockTime`,
    rows: [23, 15].map((slice) => [
      'PipelineScheduler',
      slice,
      '02/17/2016 08:40:01, ',
      '02/17/2016 08:40:01, ',
      '2016-02-17T08:39:01Z',
    ]),
  },
  {
    name: 'its columns are greedy',
    source: parsePage,
    kql: `${traces} | take 1 | parse kind=regex EventText with * "resourceName=" resourceName ',' * | project resourceName`,
    rows: [
      [
        'PipelineScheduler, totalSlices=27, sliceNumber=23, lockTime=02/17/2016 08:40:01, releaseTime=02/17/2016 08:40:01',
      ],
    ],
  },
  {
    name: 'the flag U makes them lazy, the flag i ignores case',
    source: parsePage,
    kql: `${traces} | parse kind=regex flags=Ui EventText with * "RESOURCENAME=" resourceName ',' * | project resourceName`,
    rows: [['PipelineScheduler'], ['PipelineScheduler']],
  },
  {
    name: 'a row that does not match has empty columns, and parse-where drops it',
    source: parsePage,
    kql: `datatable(s:string)["a=1", "b"] | parse kind=regex s with "[ac]=" n:long | as T | union (T | parse-where kind=regex s with "[ac]=" m:long)`,
    rows: [
      ['a=1', 1, null],
      ['b', null, null],
      ['a=1', 1, 1],
    ],
  },
  {
    name: 'a text whose answer depends on what no page says is refused',
    source: parsePage,
    kql: 'print s = "a=1 a=2" | parse kind=regex s with * "a=" n:long *',
    refusal: /Not supported.*parse kind=regex of a text that matches in several ways/,
  },
]
