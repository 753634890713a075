import { inRange, ticksOfDate } from '../../../values/parse-datetime.ts'
import {
  TICKS_PER_DAY,
  TICKS_PER_HOUR,
  TICKS_PER_MINUTE,
  TICKS_PER_SECOND,
} from '../../../values/ticks.ts'

/** make-datetime-function.md: null if the instant does not exist. */
export function makeDatetime(
  year: bigint,
  month = 1n,
  day = 1n,
  hour = 0n,
  minute = 0n,
  second = 0,
): bigint | null {
  const start = ticksOfDate({
    year: Number(year),
    month: Number(month),
    day: Number(day),
    hour: Number(hour),
    minute: Number(minute),
  })
  return start === null || second < 0 || second >= 60 ? null : inRange(start + secondTicks(second))
}

/**
 * make-timespan-function.md: hours and minutes; with three arguments also seconds; with four, days
 * first.
 */
export function makeTimespan(...parts: readonly (number | undefined)[]): bigint | null {
  const given = parts.filter((part) => part !== undefined)
  const [day = 0, hour = 0, minute = 0, second = 0] = given.length === 4 ? given : [0, ...given]
  const isInRange =
    day >= 0 && hour >= 0 && hour < 24 && minute >= 0 && minute < 60 && second >= 0 && second < 60
  if (!isInRange) return null
  return (
    BigInt(Math.trunc(day)) * TICKS_PER_DAY +
    BigInt(Math.trunc(hour)) * TICKS_PER_HOUR +
    BigInt(Math.trunc(minute)) * TICKS_PER_MINUTE +
    secondTicks(second)
  )
}

function secondTicks(second: number): bigint {
  return BigInt(Math.round(second * Number(TICKS_PER_SECOND)))
}
