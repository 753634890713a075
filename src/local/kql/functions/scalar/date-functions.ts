import { argument } from './argument.ts'
import { addPeriods, periodsBetween } from '../values/calendar-periods.ts'
import { calendarOf, dateTicks, dayOfYear, isoWeek } from '../values/calendar.ts'
import { convert } from '../values/conversions.ts'
import { datetimePart } from '../values/datetime-part.ts'
import { formatDatetime, formatTimespan } from '../values/format-time.ts'
import { literalText } from '../values/literal-text.ts'
import { inSql, scalar, type KqlFunction } from './javascript-function.ts'
import { makeDatetime, makeTimespan } from '../values/make-time.ts'
import { inRange } from '../../../values/parse-datetime.ts'
import { TICKS_PER_DAY } from '../../../values/ticks.ts'
import { unixTimeFunction } from './unix-time.ts'

const UNITS = ['day', 'week', 'month', 'year'] as const

type CalendarUnit = (typeof UNITS)[number]

export const DATE_FUNCTIONS: readonly KqlFunction[] = [
  inSql('now', ([offset]) =>
    offset === undefined
      ? ':$query_now'
      : `kql_datetime_plus(:$query_now, ${convert(offset, 'timespan')})`,
  ),
  inSql(
    'ago',
    (args) => `kql_datetime_minus(:$query_now, ${convert(argument(args, 0), 'timespan')})`,
  ),
  ...UNITS.flatMap((unit) => [
    scalar(`startof${unit}`, ['datetime', 'long?'], 'datetime', (ticks, offset = 0n) =>
      startOfUnit(unit, ticks, offset),
    ),
    scalar(`endof${unit}`, ['datetime', 'long?'], 'datetime', (ticks, offset = 0n) =>
      endOfUnit(unit, ticks, offset),
    ),
  ]),
  scalar(
    'dayofweek',
    ['datetime'],
    'timespan',
    (ticks) => BigInt(calendarOf(ticks).weekday) * TICKS_PER_DAY,
  ),
  scalar('dayofmonth', ['datetime'], 'int', (ticks) => BigInt(calendarOf(ticks).day)),
  scalar('dayofyear', ['datetime'], 'int', (ticks) => dayOfYear(ticks)),
  scalar('getyear', ['datetime'], 'int', (ticks) => datetimePart('year', ticks)),
  scalar('getmonth', ['datetime'], 'int', (ticks) => datetimePart('month', ticks)),
  scalar('monthofyear', ['datetime'], 'int', (ticks) => datetimePart('month', ticks)),
  scalar('week_of_year', ['datetime'], 'long', (ticks) => isoWeek(ticks)),
  scalar('hourofday', ['datetime'], 'int', (ticks) => datetimePart('hour', ticks)),
  scalar('datetime_part', ['string', 'datetime'], 'long', datetimePart),
  scalar('datetime_add', ['string', 'long', 'datetime'], 'datetime', (period, amount, ticks) =>
    addPeriods(period, amount, ticks),
  ),
  scalar('datetime_diff', ['string', 'datetime', 'datetime'], 'long', periodsBetween),
  scalar(
    'make_datetime',
    ['long', 'long?', 'long?', 'long?', 'long?', 'real?'],
    'datetime',
    makeDatetime,
  ),
  scalar('make_timespan', ['real', 'real', 'real?', 'real?'], 'timespan', makeTimespan),
  formatting('format_datetime', 'datetime', formatDatetime),
  formatting('format_timespan', 'timespan', formatTimespan),
  unixTimeFunction('seconds', 10_000_000n, 1n),
  unixTimeFunction('milliseconds', 10_000n, 1n),
  unixTimeFunction('microseconds', 10n, 1n),
  unixTimeFunction('nanoseconds', 1n, 100n),
]

/** Rejects an unknown format before the query runs, if the format is a constant. */
function formatting(
  name: string,
  type: 'datetime' | 'timespan',
  run: (ticks: bigint, format: string) => string,
): KqlFunction {
  const written = scalar(name, [type, 'string'], 'string', run)
  return {
    ...written,
    toSql: (args, call) => {
      run(0n, literalText(argument(args, 1)) ?? '')
      return written.toSql(args, call)
    },
  }
}

/** Weeks begin on Sunday — startofweek-function.md. */
function startOfUnit(unit: CalendarUnit, ticks: bigint, offset: bigint): bigint | null {
  const { year, month, day, weekday } = calendarOf(ticks)
  const start = {
    day: () => dateTicks(year, month, day),
    week: () => inRange((dateTicks(year, month, day) ?? 0n) - BigInt(weekday) * TICKS_PER_DAY),
    month: () => dateTicks(year, month, 1),
    year: () => dateTicks(year, 1, 1),
  }
  const found = start[unit]()
  return found === null || offset === 0n ? found : addPeriods(unit, offset, found)
}

/** The last tick before the next period. */
function endOfUnit(unit: CalendarUnit, ticks: bigint, offset: bigint): bigint | null {
  const next = startOfUnit(unit, ticks, offset + 1n)
  return next === null ? null : next - 1n
}
