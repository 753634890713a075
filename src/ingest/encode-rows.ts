import { RawJson } from '../tables/raw-json.ts'
import type { ColumnSchema, ColumnType, TableSchema } from '../tables/schema.ts'

/**
 * Encodes a row as one JSON line in UTF-8, without its line break, with columns in the table's
 * order. Omits undefined and null.
 *
 * @param values - by column name: `string` text, `long` and `int` bigint or safe integer, `bool`
 *   boolean, `datetime` Date or ISO text, `dynamic` `rawJson()`
 * @throws Error for an unknown column or a value of another type; both are bugs
 */
export function encodeRow(
  table: TableSchema,
  values: Readonly<Record<string, unknown>>,
): Uint8Array {
  const encoders = encodersOf(table)
  let line = ''
  let used = 0
  for (const { name, key, encode } of encoders) {
    const value = values[name]
    if (value !== undefined || name in values) used += 1
    if (value === undefined || value === null) continue
    line += (line === '' ? '{' : ',') + key + encode(value)
  }
  if (used !== Object.keys(values).length) refuseUnknownColumns(table, values)
  return Buffer.from(line === '' ? '{}' : `${line}}`, 'utf8')
}

interface ColumnEncoder {
  readonly name: string
  /** The column's name as a JSON key, with its colon. */
  readonly key: string
  readonly encode: (value: unknown) => string
}

const ENCODERS = new WeakMap<TableSchema, readonly ColumnEncoder[]>()

function encodersOf(table: TableSchema): readonly ColumnEncoder[] {
  const known = ENCODERS.get(table)
  if (known !== undefined) return known
  const made = table.columns.map((column) => columnEncoder(table, column))
  ENCODERS.set(table, made)
  return made
}

function columnEncoder(table: TableSchema, { name, type }: ColumnSchema): ColumnEncoder {
  const encodeType = BY_TYPE[type]
  const encode = (value: unknown): string => {
    const text = encodeType(value)
    if (text === undefined) {
      throw new Error(
        `${table.name}.${name} is a ${type} and cannot hold a value of type ${kindOf(value)}`,
      )
    }
    return text
  }
  return { name, key: `${JSON.stringify(name)}:`, encode }
}

/** Each returns the value's JSON, or undefined for a value of another type. */
const BY_TYPE: Readonly<Record<ColumnType, (value: unknown) => string | undefined>> = {
  string: (value) => (typeof value === 'string' ? JSON.stringify(value) : undefined),
  long: encodeInteger,
  int: encodeInteger,
  bool: (value) => (typeof value === 'boolean' ? String(value) : undefined),
  datetime: encodeDatetime,
  dynamic: encodeDynamic,
}

/** A number above 2^53 has already lost digits. */
function encodeInteger(value: unknown): string | undefined {
  if (typeof value === 'bigint') return value.toString()
  return typeof value === 'number' && Number.isSafeInteger(value) ? value.toFixed(0) : undefined
}

function encodeDatetime(value: unknown): string | undefined {
  if (typeof value === 'string') return JSON.stringify(value)
  if (!(value instanceof Date) || Number.isNaN(value.getTime())) return undefined
  return `"${value.toISOString()}"`
}

/** Line breaks between JSON tokens have no meaning, but would end the row. */
function encodeDynamic(value: unknown): string | undefined {
  if (!(value instanceof RawJson)) return undefined
  return /[\n\r]/.test(value.text) ? value.text.replaceAll(/[\n\r]/g, ' ') : value.text
}

function kindOf(value: unknown): string {
  if (typeof value === 'number') return `number (${value})`
  if (value instanceof Date) return 'Date (invalid)'
  return typeof value
}

function refuseUnknownColumns(
  table: TableSchema,
  values: Readonly<Record<string, unknown>>,
): never {
  const known = new Set(table.columns.map((column) => column.name))
  const unknown = Object.keys(values).filter((name) => !known.has(name))
  throw new Error(`${table.name} has no column ${unknown.join(', ')}`)
}
