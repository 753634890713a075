import type { KustoType } from '../values/types.ts'
import type { SqlValue } from '../sqlite/database.ts'
import { TICKS_PER_MILLISECOND, TICKS_PER_SECOND, UNIX_EPOCH_TICKS } from '../values/ticks.ts'
import { toSql } from '../values/values.ts'
import { cutText, isLonger } from './column-limits.ts'
import { compactJson } from './json-members.ts'
import type { JsonField } from './json-record.ts'
import type { UnixUnit } from './mapping.ts'
import { parsedOrUndefined } from './parsed-json.ts'

/**
 * Converts a JSON field for its column; a value of another type becomes null
 * (ingest-invalid-data.md).
 */
export function columnValue(field: JsonField | undefined, type: KustoType): SqlValue {
  const value = field?.value
  if (field === undefined || value === undefined || value === null) return toSql(null, type)
  if (typeof value === 'string') return toSql(value, type)
  if (type === 'string') return compactJson(field.raw())
  if (type === 'dynamic') return compactJson(field.raw())
  const isExact = typeof value !== 'number' || (Number.isSafeInteger(value) && type !== 'decimal')
  return toSql(isExact ? value : field.raw(), type)
}

/** Converts a field of delimited text: empty is null, and a dynamic is JSON if it is valid JSON. */
export function textColumnValue(text: string | undefined, type: KustoType): SqlValue {
  if (text === undefined || text === '') return toSql(null, type)
  if (type !== 'dynamic') return toSql(text, type)
  return parsedOrUndefined(text) === undefined ? toSql(text, type) : compactJson(text)
}

/**
 * Limits a value to its column's size, like Kusto: a string is truncated, a dynamic becomes null,
 * both without an error.
 */
export function limited(value: SqlValue, type: KustoType, maxBytes: number): SqlValue {
  if (typeof value !== 'string') return value
  if (type === 'string') return cutText(value, maxBytes)
  return type === 'dynamic' && isLonger(value, maxBytes) ? null : value
}

const TICKS_PER_UNIT: Readonly<Record<Exclude<UnixUnit, 'nanoseconds'>, bigint>> = {
  seconds: TICKS_PER_SECOND,
  milliseconds: TICKS_PER_MILLISECOND,
  microseconds: 10n,
}

/** Applies `DateTimeFromUnix…` to a number. */
export function unixDatetime(value: unknown, unit: UnixUnit): SqlValue {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value
  if (typeof number !== 'number' || !Number.isFinite(number)) return null
  const whole = BigInt(Math.trunc(number))
  return UNIX_EPOCH_TICKS + (unit === 'nanoseconds' ? whole / 100n : whole * TICKS_PER_UNIT[unit])
}
