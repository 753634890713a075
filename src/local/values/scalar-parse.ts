import { parseDatetime } from './parse-datetime.ts'
import { parseTimespan } from './parse-timespan.ts'
import { normalDecimal } from './decimal.ts'

const INTEGER = /^[+-]?(?:\d+|0x[0-9a-f]+)$/i
const REAL = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i
const GUID =
  /^[{(]?([0-9a-f]{8})-?([0-9a-f]{4})-?([0-9a-f]{4})-?([0-9a-f]{4})-?([0-9a-f]{12})[)}]?$/i
const SPECIAL_REALS: ReadonlyMap<string, number> = new Map([
  ['nan', Number.NaN],
  ['inf', Infinity],
  ['+inf', Infinity],
  ['-inf', -Infinity],
  ['infinity', Infinity],
  ['-infinity', -Infinity],
])
const MAX_LONG = 2n ** 63n - 1n
const MAX_INT = 2n ** 31n - 1n

/** Parses a scalar as a type: null if that is impossible, never an error. */
export const PARSE = {
  long: (text: string): bigint | null => parseInteger(text, MAX_LONG),
  int: (text: string): bigint | null => parseInteger(text, MAX_INT),
  real: (text: string): number | null => {
    const trimmed = text.trim().toLowerCase()
    return SPECIAL_REALS.get(trimmed) ?? (REAL.test(trimmed) ? Number(trimmed) : null)
  },
  decimal: (text: string): string | null => normalDecimal(text.trim()),
  bool: (text: string): boolean | null => {
    const trimmed = text.trim().toLowerCase()
    if (trimmed === 'true' || trimmed === 'false') return trimmed === 'true'
    const number = parseInteger(trimmed, MAX_LONG)
    return number === null ? null : number !== 0n
  },
  datetime: (text: string): bigint | null => parseDatetime(text),
  timespan: (text: string): bigint | null => parseTimespan(text),
  guid: (text: string): string | null => {
    const match = GUID.exec(text.trim())
    return match === null ? null : match.slice(1).join('-').toLowerCase()
  },
} as const

/** Null if the integer part does not fit. */
export function longOfReal(value: number): bigint | null {
  return Number.isFinite(value) ? within(BigInt(Math.trunc(value)), MAX_LONG) : null
}

export function intOfReal(value: number): bigint | null {
  return Number.isFinite(value) ? within(BigInt(Math.trunc(value)), MAX_INT) : null
}

/** Clamps a real to the range, like the engine's conversions for columns. */
export function nearestLong(value: number): bigint | null {
  return nearest(value, MAX_LONG)
}

export function nearestInt(value: number): bigint | null {
  return nearest(value, MAX_INT)
}

function nearest(value: number, max: bigint): bigint | null {
  if (Number.isNaN(value)) return null
  if (value >= Number(max)) return max
  return value <= -Number(max) - 1 ? -max - 1n : BigInt(Math.trunc(value))
}

function parseInteger(text: string, max: bigint): bigint | null {
  const trimmed = text.trim()
  if (!INTEGER.test(trimmed)) return null
  const isNegative = trimmed.startsWith('-')
  const size = BigInt(trimmed.replace(/^[+-]/, ''))
  return within(isNegative ? -size : size, max)
}

function within(value: bigint, max: bigint): bigint | null {
  return value > max || value < -max - 1n ? null : value
}
