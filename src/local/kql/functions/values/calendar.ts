import { inRange, ticksOfDate } from '../../../values/parse-datetime.ts'
import {
  TICKS_PER_DAY,
  TICKS_PER_MILLISECOND,
  UNIX_EPOCH_TICKS,
  positiveRemainder,
} from '../../../values/ticks.ts'

/** A datetime's fields in the calendar. */
export interface Calendar {
  readonly year: number
  /** 1 to 12. */
  readonly month: number
  readonly day: number
  /** Ticks since midnight. */
  readonly timeOfDay: bigint
  /** 0 is Sunday. */
  readonly weekday: number
}

export function calendarOf(ticks: bigint): Calendar {
  const timeOfDay = positiveRemainder(ticks, TICKS_PER_DAY)
  const midnight = ticks - timeOfDay - UNIX_EPOCH_TICKS
  const date = new Date(Number(midnight / TICKS_PER_MILLISECOND))
  return {
    year: date.getUTCFullYear(),
    month: date.getUTCMonth() + 1,
    day: date.getUTCDate(),
    timeOfDay,
    weekday: date.getUTCDay(),
  }
}

/** Midnight of a date; the month may be any number. Null outside the years 1 to 9999. */
export function dateTicks(year: number, month: number, day: number): bigint | null {
  const months = year * 12 + month - 1
  const first = ticksOfDate({ year: Math.floor(months / 12), month: positiveMonth(months), day: 1 })
  return first === null ? null : inRange(first + BigInt(day - 1) * TICKS_PER_DAY)
}

export function daysInMonth(year: number, month: number): number {
  return new Date(Date.UTC(2000 + (year % 400), month, 0)).getUTCDate()
}

/** 1 to 366. */
export function dayOfYear(ticks: bigint): bigint {
  const start = dateTicks(calendarOf(ticks).year, 1, 1) ?? 0n
  return (ticks - start) / TICKS_PER_DAY + 1n
}

/** ISO 8601 week: week 1 has the year's first Thursday — week-of-year-function.md. */
export function isoWeek(ticks: bigint): bigint {
  const { weekday } = calendarOf(ticks)
  const thursday = ticks + BigInt(4 - (weekday === 0 ? 7 : weekday)) * TICKS_PER_DAY
  return (dayOfYear(thursday) - 1n) / 7n + 1n
}

function positiveMonth(months: number): number {
  return (((months % 12) + 12) % 12) + 1
}
