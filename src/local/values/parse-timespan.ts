import {
  TICKS_PER_DAY,
  TICKS_PER_HOUR,
  TICKS_PER_MILLISECOND,
  TICKS_PER_MINUTE,
  TICKS_PER_SECOND,
} from './ticks.ts'

const CLOCK = /^(-)?(?:(\d+)\.)?(\d{1,2}):(\d{1,2})(?::(\d{1,2})(?:\.(\d{1,7}))?)?$/
const QUANTITY = /^(-?\d+(?:\.\d+)?)\s*([a-z]*)$/
const MAX_TICKS = 2n ** 63n - 1n

/** The units of timespan literals — scalar-data-types/timespan.md; a bare number counts days. */
const TICKS_BY_UNIT: ReadonlyMap<string, bigint> = new Map([
  ...['', 'd', 'day', 'days'].map((unit) => [unit, TICKS_PER_DAY] as const),
  ...['h', 'hr', 'hrs', 'hour', 'hours'].map((unit) => [unit, TICKS_PER_HOUR] as const),
  ...['m', 'min', 'minute', 'minutes'].map((unit) => [unit, TICKS_PER_MINUTE] as const),
  ...['s', 'sec', 'second', 'seconds'].map((unit) => [unit, TICKS_PER_SECOND] as const),
  ...['ms', 'milli', 'millis', 'millisecond', 'milliseconds'].map(
    (unit) => [unit, TICKS_PER_MILLISECOND] as const,
  ),
  ...['micro', 'micros', 'microsecond', 'microseconds'].map((unit) => [unit, 10n] as const),
  ...['tick', 'ticks'].map((unit) => [unit, 1n] as const),
])

/**
 * Ticks of `[-][d.]hh:mm[:ss[.fffffff]]` or of a literal such as `1.5h`; null for anything else.
 */
export function parseTimespan(text: string): bigint | null {
  const trimmed = text.trim().toLowerCase()
  const ticks = clockTicks(trimmed) ?? quantityTicks(trimmed)
  return ticks === null || ticks > MAX_TICKS || ticks < -MAX_TICKS - 1n ? null : ticks
}

function clockTicks(text: string): bigint | null {
  const match = CLOCK.exec(text)
  if (match === null) return null
  const [, sign, days = '0', hours = '0', minutes = '0', seconds = '0', fraction = ''] = match
  if (Number(hours) > 23 || Number(minutes) > 59 || Number(seconds) > 59) return null
  const size =
    BigInt(days) * TICKS_PER_DAY +
    BigInt(hours) * TICKS_PER_HOUR +
    BigInt(minutes) * TICKS_PER_MINUTE +
    BigInt(seconds) * TICKS_PER_SECOND +
    BigInt(fraction.padEnd(7, '0'))
  return sign === '-' ? -size : size
}

function quantityTicks(text: string): bigint | null {
  const [, amount, unit = ''] = QUANTITY.exec(text) ?? []
  const ticks = TICKS_BY_UNIT.get(unit)
  if (amount === undefined || ticks === undefined) return null
  const [whole = '0', fraction = ''] = amount.split('.')
  const scale = 10n ** BigInt(fraction.length)
  return (BigInt(whole + fraction) * ticks) / scale
}
