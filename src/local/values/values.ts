import type { KustoType } from './types.ts'
import { compactJson, elementsOf, membersOf, type JsonText } from './json-text.ts'
import { PARSE, intOfReal, longOfReal } from './scalar-parse.ts'
import type { SqlValue } from '../sqlite/database.ts'
import { datetimeText, timespanText } from './ticks.ts'

type ToWire = (value: SqlValue) => unknown

const TO_WIRE: Readonly<Record<KustoType, ToWire>> = {
  string: (value) => value ?? '',
  long: wireInteger,
  int: wireInteger,
  real: (value) => wireReal(Number(value)),
  decimal: String,
  bool: (value) => value !== 0n,
  datetime: (value) => datetimeText(BigInt(String(value))),
  timespan: (value) => timespanText(BigInt(String(value))),
  guid: String,
  dynamic: (value) => wireDynamic(String(value)),
}

/** Converts a value from SQLite for `ResultTable.rows`. */
export function toWire(value: SqlValue, type: KustoType): unknown {
  return value === null && type !== 'string' ? null : TO_WIRE[type](value)
}

/**
 * Converts a JSON value for an ingested column. A value that cannot be read as the column's type
 * becomes null; a string column stores any other value as its JSON text — ingest-invalid-data.md.
 */
export function toSql(value: unknown, type: KustoType): SqlValue {
  if (type === 'string') return ingestedString(value)
  if (value === null || value === undefined) return null
  if (type === 'dynamic') return ingestedDynamic(value)
  if (typeof value === 'number') return OF_NUMBER[type]?.(value) ?? null
  const parsed = PARSE[type](typeof value === 'string' ? value : jsonText(value))
  return typeof parsed === 'boolean' ? BigInt(parsed) : parsed
}

function ingestedString(value: unknown): string {
  if (value === null || value === undefined) return ''
  return typeof value === 'string' ? value : jsonText(value)
}

/** A string in a JSON record is a dynamic string, unless it is the text of an array or a bag. */
function ingestedDynamic(value: unknown): string | null {
  const text =
    typeof value === 'string' && /^\s*[[{]/.test(value)
      ? (compactJson(value) ?? JSON.stringify(value))
      : jsonText(value)
  return text === 'null' ? null : text
}

const OF_NUMBER: Partial<Record<KustoType, (value: number) => SqlValue>> = {
  long: longOfReal,
  int: intOfReal,
  real: (value) => value,
  bool: (value) => (value === 0 ? 0n : 1n),
  decimal: (value) => PARSE.decimal(String(value)),
}

/** Compact; a bigint as its number. */
function jsonText(value: unknown): string {
  return typeof value === 'bigint' ? String(value) : (JSON.stringify(value) ?? '')
}

/** Like `JSON.parse`, but an integer beyond 2^53 keeps its digits, as in a long column. */
function wireDynamic(json: JsonText): unknown {
  if (!/\d{16}/.test(json)) return JSON.parse(json) as unknown
  const members = membersOf(json)
  if (members !== undefined)
    return Object.fromEntries(Array.from(members, ([key, value]) => [key, wireDynamic(value)]))
  const elements = elementsOf(json)
  if (elements !== undefined) return elements.map(wireDynamic)
  return /^-?\d+$/.test(json) ? wireInteger(BigInt(json)) : (JSON.parse(json) as unknown)
}

function wireInteger(value: SqlValue): number | bigint {
  const integer = typeof value === 'bigint' ? value : BigInt(String(value))
  const number = Number(integer)
  return Number.isSafeInteger(number) ? number : integer
}

function wireReal(value: number): number | string {
  return Number.isFinite(value) ? value : String(value)
}
