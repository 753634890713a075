import {
  positiveRemainder,
  TICKS_PER_HOUR,
  TICKS_PER_MINUTE,
  TICKS_PER_SECOND,
} from '../../../values/ticks.ts'
import { calendarOf, dayOfYear, isoWeek } from './calendar.ts'
import { semanticError } from './refusal.ts'

const PARTS: ReadonlyMap<string, (ticks: bigint) => bigint> = new Map([
  ['year', (ticks) => BigInt(calendarOf(ticks).year)],
  ['quarter', (ticks) => BigInt(Math.ceil(calendarOf(ticks).month / 3))],
  ['month', (ticks) => BigInt(calendarOf(ticks).month)],
  ['week_of_year', isoWeek],
  ['day', (ticks) => BigInt(calendarOf(ticks).day)],
  ['dayofyear', dayOfYear],
  ['hour', (ticks) => calendarOf(ticks).timeOfDay / TICKS_PER_HOUR],
  ['minute', (ticks) => (calendarOf(ticks).timeOfDay / TICKS_PER_MINUTE) % 60n],
  ['second', (ticks) => (calendarOf(ticks).timeOfDay / TICKS_PER_SECOND) % 60n],
  ['millisecond', (ticks) => fraction(ticks) / 10_000n],
  ['microsecond', (ticks) => fraction(ticks) / 10n],
  ['nanosecond', (ticks) => fraction(ticks) * 100n],
])

/** datetime-part-function.md; the parts of a second count from its beginning. */
export function datetimePart(name: string, ticks: bigint): bigint {
  const part = PARTS.get(name.toLowerCase())
  if (part === undefined) {
    throw semanticError(
      `datetime_part(): unknown part '${name}', it must be one of ${[...PARTS.keys()].join(', ')}.`,
    )
  }
  return part(ticks)
}

function fraction(ticks: bigint): bigint {
  return positiveRemainder(ticks, TICKS_PER_SECOND)
}
