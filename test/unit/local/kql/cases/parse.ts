import type { KqlCase } from '../kql-case.ts'

const page = 'kusto/query/parse-operator.md'
/** Measured on the emulator. */
const measured = 'github.com/mmaitre314/duckdb-kql/blob/main/docs/TRANSLATION.md (R19)'
const event =
  'datatable(EventText:string)["Event: NotifySliceRelease (resourceName=PipelineScheduler, totalSlices=27, sliceNumber=23, lockTime=02/17/2016 08:40:01, releaseTime=02/17/2016 08:40:01, previousLockTime=02/17/2016 08:39:01)"]'

export const cases: readonly KqlCase[] = [
  {
    name: 'kind=relaxed empties only the column that cannot be read',
    source: measured,
    kql: 'print s = "a=1,b=2,c=zz,d=4" | parse kind=relaxed s with "a=" a:long ",b=" b ",c=" c:long ",d=" d | project a, b, c, d',
    rows: [[1, '2', null, '4']],
  },
  {
    name: 'kind=relaxed keeps a row that does not match, with empty columns',
    source: measured,
    kql: 'print s = "x" | parse kind=relaxed s with "a=" a:long ",b=" b | project a, b',
    rows: [[null, '']],
  },
  {
    name: 'parse-where has no kind=relaxed',
    source: measured,
    kql: 'print s = "a=1" | parse-where kind=relaxed s with "a=" a:long',
    refusal: /SEM(0477|0100)/,
  },
  {
    name: 'a typed column before * ends by the shape of its type',
    source: page,
    kql: `${event} | parse EventText with * "resourceName=" resourceName ", totalSlices=" totalSlices: long * "sliceNumber=" sliceNumber: long * "lockTime=" lockTime ", releaseTime=" releaseTime: date "," * "previousLockTime=" previousLockTime: date ")" * | project-away EventText`,
    rows: [
      [
        'PipelineScheduler',
        27,
        23,
        '02/17/2016 08:40:01',
        '2016-02-17T08:40:01Z',
        '2016-02-17T08:39:01Z',
      ],
    ],
  },
  {
    name: 'so it does before * at the end',
    source: measured,
    kql: 'datatable(s:string)["a=12xb=1", "a=-3", "a=x"] | parse s with "a=" a:int * | project a',
    rows: [[12], [-3], [null]],
  },
  {
    name: 'a column of a type without a known shape is refused before *',
    source: measured,
    kql: 'print s = "a=1d, b=2" | parse s with "a=" a:timespan * "b=" b',
    refusal: /Not supported.*a column of type timespan before \* at line 1, column 43/,
  },
  {
    name: 'a string column before * is ambiguous',
    source: page,
    kql: 'print s = "a=1" | parse s with "a=" a *',
    refusal: /Using \* after parsing a string column is ambiguous/,
  },
  {
    name: 'a column that is there already is replaced in its place',
    source: 'github.com/mmaitre314/duckdb-kql/blob/main/docs/parse-proposal.md (1.3)',
    kql: 'datatable(s:string, a:string, b:long)["a=1", "zz", 5] | parse s with "a=" a:long',
    columns: 's:string, a:long, b:long',
    rows: [['a=1', 1, 5]],
  },
  {
    name: 'the text itself may be replaced',
    source: page,
    kql: 'print s = "a=1,b=2" | parse s with "a=" s ",b=" b',
    columns: 's:string, b:string',
    rows: [['1', '2']],
  },
  {
    name: 'one column that cannot be read empties all of the row',
    source: measured,
    kql: 'print s = "a=1,b=2,c=zz,d=4" | parse s with "a=" a:long ",b=" b ",c=" c:long ",d=" d | project a, b, c, d',
    rows: [[null, '', null, '']],
  },
  {
    name: 'a text that does not match keeps its row, parse-where drops it',
    source: measured,
    kql: 'datatable(s:string)["a=1", "b=1"] | parse s with "a=" a:long | union (datatable(s:string)["a=1", "b=1"] | parse-where s with "a=" a:long) | project a',
    inAnyOrder: true,
    rows: [[1], [null], [1]],
  },
  {
    name: 'the pattern reaches the end of the text',
    source: measured,
    kql: 'datatable(s:string)["aXcYc", "abcbd"] | parse s with "a" v "c" | project v',
    rows: [['XcY'], ['']],
  },
]
