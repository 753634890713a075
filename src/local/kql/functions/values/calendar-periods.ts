import { inRange } from '../../../values/parse-datetime.ts'
import {
  TICKS_PER_DAY,
  TICKS_PER_HOUR,
  TICKS_PER_MILLISECOND,
  TICKS_PER_MINUTE,
  TICKS_PER_SECOND,
} from '../../../values/ticks.ts'
import { calendarOf, dateTicks, daysInMonth } from './calendar.ts'
import { semanticError } from './refusal.ts'

const TICKS_BY_PERIOD: ReadonlyMap<string, bigint> = new Map([
  ['week', 7n * TICKS_PER_DAY],
  ['day', TICKS_PER_DAY],
  ['hour', TICKS_PER_HOUR],
  ['minute', TICKS_PER_MINUTE],
  ['second', TICKS_PER_SECOND],
  ['millisecond', TICKS_PER_MILLISECOND],
  ['microsecond', 10n],
])
const MONTHS_BY_PERIOD: ReadonlyMap<string, number> = new Map([
  ['year', 12],
  ['quarter', 3],
  ['month', 1],
])
const NANOSECONDS_PER_TICK = 100n

/** datetime-add-function.md: if the month lacks the day, its last day is used. */
export function addPeriods(period: string, amount: bigint, ticks: bigint): bigint | null {
  const name = period.toLowerCase()
  if (name === 'nanosecond') return inRange(ticks + amount / NANOSECONDS_PER_TICK)
  const months = MONTHS_BY_PERIOD.get(name)
  return months === undefined
    ? inRange(ticks + amount * ticksOf(name))
    : addMonths(Number(amount) * months, ticks)
}

/**
 * datetime-diff-function.md: the number of period boundaries between the two; weeks begin on
 * Sunday.
 */
export function periodsBetween(period: string, later: bigint, earlier: bigint): bigint {
  const name = period.toLowerCase()
  if (name === 'nanosecond') return (later - earlier) * NANOSECONDS_PER_TICK
  const months = MONTHS_BY_PERIOD.get(name)
  if (months !== undefined) return BigInt(ordinal(later, months) - ordinal(earlier, months))
  const size = ticksOf(name)
  // 0001-01-01, where ticks begin, was a Monday.
  const shift = name === 'week' ? TICKS_PER_DAY : 0n
  return (later + shift) / size - (earlier + shift) / size
}

function addMonths(months: number, ticks: bigint): bigint | null {
  const { year, month, day, timeOfDay } = calendarOf(ticks)
  const first = dateTicks(year, month + months, 1)
  if (first === null) return null
  const target = calendarOf(first)
  const lastDay = daysInMonth(target.year, target.month)
  return inRange(first + BigInt(Math.min(day, lastDay) - 1) * TICKS_PER_DAY + timeOfDay)
}

function ordinal(ticks: bigint, months: number): number {
  const { year, month } = calendarOf(ticks)
  return Math.floor((year * 12 + month - 1) / months)
}

function ticksOf(period: string): bigint {
  const ticks = TICKS_BY_PERIOD.get(period)
  if (ticks === undefined) {
    throw semanticError(
      `Unknown period '${period}': it must be one of ${[...MONTHS_BY_PERIOD.keys(), ...TICKS_BY_PERIOD.keys(), 'nanosecond'].join(', ')}.`,
    )
  }
  return ticks
}
