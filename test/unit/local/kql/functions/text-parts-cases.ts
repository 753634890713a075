import type { Case } from './scalar-cases.ts'

/** Functions that split a text into parts. */
export const TEXT_PARTS: readonly Case[] = [
  [
    `parse_csv('aa,"b,b,b",cc,"Escaping quotes: ""Title""","line1\\nline2"')`,
    ['aa', 'b,b,b', 'cc', 'Escaping quotes: "Title"', 'line1\nline2'],
    'parse-csv-function.md',
  ],
  [`parse_csv('record1,a\\nrecord2,x')`, ['record1', 'a'], 'parse-csv-function.md'],
  [`parse_csv('')`, [''], 'parse-csv-function.md'],
  [`parse_version("0.0.0.5")`, '5', 'parse-version-function.md'],
  [`parse_version("0.1.2.0")`, '10000000200000000', 'parse-version-function.md'],
  [`parse_version("1.2.3.4")`, '1000000020000000300000004', 'parse-version-function.md'],
  [`parse_version("1") == parse_version("1.0.0.0")`, true, 'parse-version-function.md'],
  [`parse_version("1.2.3.4.5")`, null, 'parse-version-function.md'],
  [`parse_version("123456789")`, null, 'parse-version-function.md'],
  [
    `parse_path("file://C:/temp/file.txt:some.exe")`,
    {
      Scheme: 'file',
      RootPath: 'C:',
      DirectoryPath: 'C:/temp',
      DirectoryName: 'temp',
      Filename: 'file.txt',
      Extension: 'txt',
      AlternateDataStreamName: 'some.exe',
    },
    'parse-path-function.md',
  ],
  [String.raw`parse_path(@"C:\temp\file.txt").DirectoryPath`, 'C:\\temp', 'parse-path-function.md'],
  [
    String.raw`parse_path(@"\\shared\users\temp\file.txt.gz").DirectoryPath`,
    String.raw`\\shared\users\temp`,
    'parse-path-function.md',
  ],
  [`parse_path("/usr/lib/temp/file.txt").DirectoryPath`, '/usr/lib/temp', 'parse-path-function.md'],
  [`parse_path("file.txt").Filename`, 'file.txt', 'parse-path-function.md'],
  [String.raw`extract("(\\d+)", 1, "a12", typeof(long)) + 1`, 13, 'extract-function.md'],
  [`extract("([a-z]+)", 1, "a12", typeof(long))`, null, 'extract-function.md'],
  [`extract_json("$.a", '{"a":5}', typeof(long)) + 1`, 6, 'extract-json-function.md'],
]

export const SHIFTS: readonly Case[] = [
  [
    'array_shift_left(dynamic([1,2,3,4,5]), 2)',
    [3, 4, 5, null, null],
    'array-shift-left-function.md',
  ],
  [
    'array_shift_left(dynamic([1,2,3,4,5]), 2, -1)',
    [3, 4, 5, -1, -1],
    'array-shift-left-function.md',
  ],
  [
    'array_shift_left(dynamic([1,2,3,4,5]), -2, -1)',
    [-1, -1, 1, 2, 3],
    'array-shift-left-function.md',
  ],
  ['array_shift_left(dynamic([1]), 5)', [null], 'array-shift-left-function.md'],
  ['array_shift_left(dynamic([]), 5)', [], 'array-shift-left-function.md'],
  ['array_shift_left(parse_json("{}"), 1)', null, 'array-shift-left-function.md'],
  ['array_shift_right(dynamic([1,2,3]), 1)', [null, 1, 2], 'array-shift-right-function.md'],
  ['array_shift_right(dynamic(["a","b"]), 1)', ['', 'a'], 'array-shift-right-function.md'],
  ['array_shift_right(dynamic([1,2,3]), -1, 0)', [2, 3, 0], 'array-shift-right-function.md'],
]
