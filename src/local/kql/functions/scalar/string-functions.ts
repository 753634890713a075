import { chargeText } from '../../../sqlite/query-budget.ts'
import { sqlText } from '../../../sqlite/text.ts'
import type { Expr } from '../values/expr.ts'
import { compareText } from '../values/compare-text.ts'
import { convert } from '../values/conversions.ts'
import { alias, callSql, inSql, scalar, type KqlFunction } from './javascript-function.ts'
import { arrayOf, elementsOf, quote, type JsonText } from '../../../values/json-text.ts'
import { replaceStrings } from './replace-strings.ts'
import { textOfDynamic } from '../values/scalar-of-dynamic.ts'
import { hasTerm } from '../values/string-matching.ts'

const CODE_POINTS = scalar('to_utf8', ['string'], 'dynamic', codePoints)

const COMPARED = scalar('strcmp', ['string', 'string'], 'long', (left, right) =>
  BigInt(compareText(left, right)),
)
/** SQL that may be repeated without cost: a column, a parameter, a literal. */
const SIMPLE = /^(?:"(?:[^"]|"")*"|:[$\w]+|'(?:[^']|'')*')$/

const STRCMP: KqlFunction = {
  ...COMPARED,
  // plain SQL, because a call into JavaScript costs as much as reading a row
  toSql: (args, options) => {
    const [left, right] = args
    const isPlain = args.every(({ sql, type }) => type === 'string' && SIMPLE.test(sql))
    if (!isPlain || left === undefined || right === undefined) return COMPARED.toSql(args, options)
    return `(case when ${left.sql} < ${right.sql} then -1 else ${left.sql} > ${right.sql} end)`
  },
}

const CUT = scalar('substring', ['string', 'long', 'long?'], 'string', substring)

const SUBSTRING: KqlFunction = {
  ...CUT,
  // A literal null start counts as 0, a null from a row gives null: docs/TRANSLATION.md, R11, of
  // github.com/mmaitre314/duckdb-kql.
  toSql: ([text, start, ...rest], call) => {
    const from = start?.sql === 'null' ? { ...start, sql: '0' } : start
    return CUT.toSql(
      [text, from, ...rest].filter((arg) => arg !== undefined),
      call,
    )
  },
}

export const STRING_FUNCTIONS: readonly KqlFunction[] = [
  inSql('strcat', (args) => `(${args.map((arg) => convert(arg, 'string')).join(' || ')})`),
  inSql('strcat_delim', strcatDelimited),
  scalar('strcat_array', ['dynamic', 'string'], 'string', (array, delimiter) =>
    // a value that is not an array counts as one element: tests/test_strcat_array.py of
    // mmaitre314/duckdb-kql
    (elementsOf(array) ?? [array]).map(textOfDynamic).join(delimiter),
  ),
  scalar('strlen', ['string'], 'long', (text) => BigInt(Array.from(text).length)),
  scalar('string_size', ['string'], 'long', (text) => BigInt(Buffer.byteLength(text))),
  SUBSTRING,
  scalar('split', ['string', 'string', 'long?'], 'dynamic', split),
  scalar('replace_string', ['string', 'string', 'string'], 'string', (text, sought, by) =>
    sought === '' ? text : text.replaceAll(sought, () => by),
  ),
  scalar('replace_strings', ['string', 'dynamic', 'dynamic'], 'string', replaceStrings),
  scalar('toupper', ['string'], 'string', (text) => text.toUpperCase()),
  scalar('tolower', ['string'], 'string', (text) => text.toLowerCase()),
  scalar('reverse', ['string'], 'string', (text) => Array.from(text).toReversed().join('')),
  scalar('strrep', ['string', 'long', 'string?'], 'string', repeated),
  scalar('indexof', ['string', 'string', 'long?', 'long?', 'long?'], 'long', indexOf),
  STRCMP,
  scalar('translate', ['string', 'string', 'string'], 'string', translate),
  scalar('has_any_index', ['string', 'dynamic'], 'long', (text, sought) =>
    BigInt(
      (elementsOf(sought) ?? []).findIndex((element) =>
        hasTerm(text.toLowerCase(), textOfDynamic(element).toLowerCase()),
      ),
    ),
  ),
  CODE_POINTS,
  alias('unicode_codepoints_from_string', CODE_POINTS),
  {
    name: 'unicode_codepoints_to_string',
    sqlFunctions: [{ name: 'kql_from_code_points', run: fromCodePoints }],
    toSql: codePointsSql,
  },
  inSql('make_string', codePointsSql),
  scalar('format_bytes', ['real', 'long?', 'string?'], 'string', formatBytes),
]

function strcatDelimited([delimiter, ...values]: readonly Expr[]): string {
  if (delimiter === undefined) return "''"
  return `(${values.map((value) => convert(value, 'string')).join(` || ${convert(delimiter, 'string')} || `)})`
}

/**
 * substring-function.md: a negative start counts from the end. If it is before the beginning, the
 * result is empty, as measured: tests/test_substring_floor_todatetime.py of
 * github.com/mmaitre314/duckdb-kql.
 */
function substring(text: string, start: bigint, length?: bigint): string {
  const characters = Array.from(text)
  const from = start < 0n ? characters.length + Number(start) : Number(start)
  if (from < 0) return ''
  const until = length === undefined ? undefined : from + count(length)
  return characters.slice(from, until).join('')
}

/** strrep-function.md */
function repeated(text: string, times: bigint, delimiter = ''): string {
  const length = count(times)
  if (length === 0) return ''
  chargeText(length * (text.length + delimiter.length))
  return `${(text + delimiter).repeat(length - 1)}${text}`
}

/** split-function.md */
function split(text: string, delimiter: string, index?: bigint): JsonText {
  const parts = delimiter === '' ? [text] : text.split(delimiter)
  const wanted = index === undefined ? parts : parts.slice(Number(index), Number(index) + 1)
  return arrayOf(wanted.map(quote))
}

/**
 * indexof-function.md: -1 if not found, null for arguments out of range. The length is measured
 * again after each occurrence.
 */
function indexOf(
  text: string,
  sought: string,
  start = 0n,
  length = -1n,
  occurrence = 1n,
): bigint | null {
  if (occurrence < 1n || length < -1n) return null
  let from = start < 0n ? Math.max(0, text.length + Number(start)) : Number(start)
  for (let left = occurrence; ; left -= 1n) {
    const at = text.slice(0, length < 0n ? undefined : from + Number(length)).indexOf(sought, from)
    if (at < 0 || left === 1n) return BigInt(at)
    from = at + 1
  }
}

/**
 * translate-function.md: a character without a counterpart gets the last one; if there is none, it
 * is removed.
 */
function translate(searched: string, replacements: string, text: string): string {
  const from = Array.from(searched)
  const to = Array.from(replacements)
  return Array.from(text, (character) => {
    const at = from.indexOf(character)
    return at < 0 ? character : (to[at] ?? to.at(-1) ?? '')
  }).join('')
}

function codePoints(text: string): JsonText {
  return arrayOf(Array.from(text, (character) => String(character.codePointAt(0) ?? 0)))
}

function fromCodePoints(...arrays: readonly unknown[]): string {
  const points = arrays.flatMap((array) => elementsOf(String(array)) ?? [String(array)]).map(Number)
  return points
    .filter((point) => Number.isInteger(point) && point >= 0 && point <= 0x10ffff)
    .map((point) => String.fromCodePoint(point))
    .join('')
}

function codePointsSql(args: readonly Expr[]): string {
  return callSql(
    'kql_from_code_points',
    args.map((arg) => `ifnull(${convert(arg, 'dynamic')}, ${sqlText('[]')})`),
  )
}

const BYTE_UNITS = ['Bytes', 'KB', 'MB', 'GB', 'TB', 'PB', 'EB']

/** format-bytes-function.md */
function formatBytes(bytes: number, digits = 0n, unit = ''): string {
  const named = BYTE_UNITS.indexOf(unit)
  const fitting = bytes === 0 ? 0 : Math.floor(Math.log2(Math.abs(bytes)) / 10)
  const power = named >= 0 ? named : Math.min(Math.max(fitting, 0), BYTE_UNITS.length - 1)
  const scaled = Number((bytes / 1024 ** power).toFixed(Math.min(count(digits), 20)))
  return `${scaled} ${BYTE_UNITS[power]}`
}

function count(value: bigint): number {
  return value < 0n ? 0 : Number(value)
}
