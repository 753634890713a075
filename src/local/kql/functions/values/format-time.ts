import {
  positiveRemainder,
  TICKS_PER_DAY,
  TICKS_PER_HOUR,
  TICKS_PER_MINUTE,
  TICKS_PER_SECOND,
} from '../../../values/ticks.ts'
import { calendarOf } from './calendar.ts'
import { NotDoneHere } from './refusal.ts'

type Writer = (width: number) => string

/** The delimiters that the pages list: space `/ - : , . _ [ ]`. */
const TOKEN = /([a-zA-Z])\1*|[ /:,._[\]-]|[^]/gu

/** format-datetime-function.md */
export function formatDatetime(ticks: bigint, format: string): string {
  const { year, month, day, timeOfDay } = calendarOf(ticks)
  const hour = Number(timeOfDay / TICKS_PER_HOUR)
  return write(format, 'format_datetime', {
    ...clockWriters(timeOfDay),
    y: (width) => padded(width > 2 ? year : year % 100, width),
    M: (width) => padded(month, width),
    d: (width) => padded(day, width),
    h: (width) => padded(hour % 12 === 0 ? 12 : hour % 12, width),
    t: () => (hour < 12 ? 'AM' : 'PM'),
  })
}

/** format-timespan-function.md */
export function formatTimespan(ticks: bigint, format: string): string {
  const size = ticks < 0n ? -ticks : ticks
  const timeOfDay = positiveRemainder(size, TICKS_PER_DAY)
  const clock = clockWriters(timeOfDay)
  return write(format, 'format_timespan', {
    ...clock,
    h: clock['H'],
    d: (width) => padded(size / TICKS_PER_DAY, width),
  })
}

function clockWriters(timeOfDay: bigint): Record<'H' | 'm' | 's' | 'f' | 'F', Writer> {
  const fraction = String(timeOfDay % TICKS_PER_SECOND).padStart(7, '0')
  return {
    H: (width) => padded(timeOfDay / TICKS_PER_HOUR, width),
    m: (width) => padded((timeOfDay / TICKS_PER_MINUTE) % 60n, width),
    s: (width) => padded((timeOfDay / TICKS_PER_SECOND) % 60n, width),
    f: (width) => fraction.slice(0, width),
    F: (width) => fraction.slice(0, width).replace(/0+$/, ''),
  }
}

/** Allowed repetitions of each letter: "Supported format elements" of the two pages. */
type Widths = Readonly<Record<string, readonly number[]>>

const CLOCK_WIDTHS: Widths = {
  h: [1, 2],
  H: [1, 2],
  m: [1, 2],
  s: [1, 2],
  f: [1, 2, 3, 4, 5, 6, 7],
  F: [1, 2, 3, 4, 5, 6, 7],
}
const DATETIME_WIDTHS: Widths = {
  ...CLOCK_WIDTHS,
  y: [1, 2, 4],
  M: [1, 2],
  d: [1, 2],
  t: [2],
}
const TIMESPAN_WIDTHS: Widths = { ...CLOCK_WIDTHS, d: [1, 2, 3, 4, 5, 6, 7, 8] }

function write(
  format: string,
  functionName: string,
  writers: Readonly<Record<string, Writer>>,
): string {
  const widths = functionName === 'format_datetime' ? DATETIME_WIDTHS : TIMESPAN_WIDTHS
  return (format.match(TOKEN) ?? []).reduce((written, token) => {
    const [first = ''] = token
    if (' /:,._[]-'.includes(first)) return written + token
    const writer = writers[first]
    if (writer === undefined || widths[first]?.includes(token.length) !== true) {
      throw new NotDoneHere(`'${token}' in the format '${format}' of ${functionName}()`)
    }
    const text = writer(token.length)
    // .NET drops the point before a fraction that it drops ("The F custom format specifier")
    return text === '' && written.endsWith('.') ? written.slice(0, -1) : written + text
  }, '')
}

function padded(value: number | bigint, width: number): string {
  return String(value).padStart(width, '0')
}
