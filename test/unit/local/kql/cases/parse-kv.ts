import type { KqlCase } from '../kql-case.ts'

const source = 'kusto/query/parse-kv-operator.md'
const connection =
  "as (['event time']:datetime, src:string, dst:string, bytes:long, failure:string) with (pair_delimiter=' ', kv_delimiter='=',"
const aborted = ['2021-01-01T10:00:54Z', '10.1.1.123', '10.1.1.124', 125, 'connection aborted']
const john = `print str='name=John Doe phone=555 5555 city=New York' | parse-kv str as (name:string, phone:string, city:string) with (pair_delimiter=' ', kv_delimiter='='`

/** A text with its pairs, and the row that parse-kv makes of it. */
const ROWS: readonly (readonly [name: string, kql: string, row: readonly unknown[]])[] = [
  [
    'parse-kv takes values between delimiters',
    `print str="ThreadId:458745723, Machine:Node001, Text: The service is up, Level: Info" | parse-kv str as (Text:string, ThreadId:long, Machine:string) with (pair_delimiter=',', kv_delimiter=':')`,
    ['The service is up', 458745723, 'Node001'],
  ],
  [
    'quotes let a value hold the delimiter',
    `print str='src=10.1.1.123 dst=10.1.1.124 bytes=125 failure="connection aborted" "event time"=2021-01-01T10:00:54' | parse-kv str ${connection} quote='"')`,
    aborted,
  ],
  [
    'an opening quote can differ from the closing one',
    `print str='src=10.1.1.123 dst=10.1.1.124 bytes=125 failure=(connection aborted) (event time)=(2021-01-01 10:00:54)' | parse-kv str ${connection} quote='()')`,
    aborted,
  ],
  [
    'an escaped quote is part of the value',
    String.raw`print str='bytes=125 failure="the host sent \\"bye!\\"" at=2021-01-01T10:00:54' | parse-kv str as (at:datetime, failure:string) with (pair_delimiter=' ', kv_delimiter='=', quote='"', escape='\\')`,
    ['2021-01-01T10:00:54Z', 'the host sent "bye!"'],
  ],
  ['a value ends at the pair delimiter', `${john})`, ['John', '555', 'New']],
  [
    'a greedy value ends at the next key',
    `${john}, greedy=true)`,
    ['John Doe', '555 5555', 'New York'],
  ],
  [
    'without delimiters all but letters and digits delimit',
    `print str="2021-01-01T10:00:34 [INFO] ThreadId:458745723, Machine:Node001, Text: Started" | parse-kv str as (Text:string, ThreadId:long, Machine:string)`,
    ['Started', 458745723, 'Node001'],
  ],
  [
    'quotes and escapes count without delimiters too',
    String.raw`print str="[INFO] ThreadId:458745723, Text: 'The service \\' is up'" | parse-kv str as (Text:string, ThreadId:long) with (quote="'", escape='\\')`,
    ["The service ' is up", 458745723],
  ],
  [
    'a regular expression with two groups finds keys and values',
    String.raw`print str=@'["referer url: https://a.com/r?h=1234", "advertiser id: 24fefbca-cf27-4d62-a623-249c2ad30c73"]' | parse-kv str as (['referer url']:string, ['advertiser id']:guid) with (regex=@'"([\w ]+)\s*:\s*([^"]*)"')`,
    ['https://a.com/r?h=1234', '24fefbca-cf27-4d62-a623-249c2ad30c73'],
  ],
  [
    'a missing key is null, or empty for a string',
    "print str='a=1,a=2' | parse-kv str as (a:int, b:long, c:string) with (pair_delimiter=',', kv_delimiter='=')",
    [1, null, ''],
  ],
]

const REFUSED: readonly (readonly [kql: string, refusal: RegExp])[] = [
  ["print a='x' | parse-kv a as (a:string)", /parse-kv into the column 'a' at line 1, column 15/],
  [
    "print t='x' | parse-kv t as (a:string) with (pair_delimiter=',')",
    /parse-kv with one delimiter at line 1, column 15/,
  ],
  [
    `print t='a="x' | parse-kv t as (a:string) with (quote='"')`,
    /parse-kv of a text with a quote that does not end/,
  ],
  ["print t='a: b_1' | parse-kv t as (a:string)", /parse-kv without delimiters of a text with '_'/],
  [
    "print t='a=1 b c=2' | parse-kv t as (a:string) with (pair_delimiter=' ', kv_delimiter='=', greedy=true)",
    /parse-kv greedy=true before 'c', which is not in its list/,
  ],
]

export const cases: readonly KqlCase[] = [
  ...ROWS.map(([name, kql, row]) => ({
    name,
    source,
    kql: `${kql} | project-away str`,
    rows: [row],
  })),
  ...REFUSED.map(([kql, refusal]) => ({ name: `refused: ${kql}`, source, kql, refusal })),
]
