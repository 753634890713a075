import { KustoSaverError } from '../errors.ts'

/**
 * The only place where values become KQL text. All text in queries and commands comes from here.
 */

const NAMED_ESCAPES: Readonly<Record<string, string>> = {
  '\\': '\\\\',
  '"': '\\"',
  "'": "\\'",
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
}

/**
 * `"…"`, with everything but printable Latin-1 escaped, as in Microsoft's Go SDK
 * (azkustodata/kql/string_utils.go). Nothing in it can end the literal, whatever an editor, a log
 * or a proxy does to other characters.
 *
 * @throws KustoSaverError `INVALID_ARGUMENT` for NUL and for lone surrogates, which Kusto cannot
 *   store
 */
export function stringLiteral(text: string): string {
  return `"${escapeText(text)}"`
}

/** `['…']`, for the name of a table, column, function, view or mapping. */
export function entityName(name: string): string {
  // kusto/query/schema-entities/entity-names.md
  if (name.length === 0 || name.length > 1024) {
    throw invalid(`Expected a name of 1 to 1024 characters, got one of ${name.length}.`)
  }
  return `['${escapeText(name)}']`
}

// Kusto uses the smallest 64-bit value for null.
const MIN_LONG = -(2n ** 63n) + 1n
const MAX_LONG = 2n ** 63n - 1n

export function longLiteral(value: bigint | number): string {
  if (typeof value === 'number' && !Number.isSafeInteger(value)) {
    throw invalid(`Expected a safe integer, got ${value}; use a bigint.`)
  }
  const integer = BigInt(value)
  if (integer < MIN_LONG || integer > MAX_LONG) {
    throw invalid(`Expected a 64-bit integer, got ${integer}.`)
  }
  return `long(${integer})`
}

export function boolLiteral(value: boolean): string {
  return value ? 'bool(true)' : 'bool(false)'
}

/** Years 1 to 9999, the range of Kusto. */
export function datetimeLiteral(value: Date): string {
  const ms = value.getTime()
  if (Number.isNaN(ms) || ms < MIN_DATETIME_MS || ms > MAX_DATETIME_MS) {
    throw invalid('Expected a valid date between the years 1 and 9999.')
  }
  return `datetime(${value.toISOString()})`
}

const MIN_DATETIME_MS = Date.parse('0001-01-01T00:00:00.000Z')
const MAX_DATETIME_MS = Date.parse('9999-12-31T23:59:59.999Z')

function escapeText(text: string): string {
  if (!text.isWellFormed()) throw invalid('Expected text without lone surrogates.')
  if (text.includes('\0')) throw invalid('Expected text without NUL characters.')
  // By UTF-16 unit: an astral character becomes the two escapes of its pair.
  return text.replaceAll(/[^\x20-\x7e\xa0-\xff]|[\\"']/g, escapeUnit)
}

function escapeUnit(unit: string): string {
  return NAMED_ESCAPES[unit] ?? `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`
}

function invalid(message: string): KustoSaverError {
  return new KustoSaverError('INVALID_ARGUMENT', message)
}
