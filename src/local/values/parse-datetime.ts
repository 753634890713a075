import {
  MAX_DATETIME_TICKS,
  TICKS_PER_HOUR,
  TICKS_PER_MILLISECOND,
  TICKS_PER_MINUTE,
  TICKS_PER_SECOND,
  UNIX_EPOCH_TICKS,
} from './ticks.ts'

const CLOCK = String.raw`(?<hour>\d{1,2}):(?<minute>\d{1,2})(?::(?<second>\d{1,2})(?:[.,](?<fraction>\d{1,9}))?)?`
const ZONE = String.raw`\s*(?<zone>Z|UTC|GMT|[+-]\d{2}:?\d{2})?`
const MONTHS = 'jan feb mar apr may jun jul aug sep oct nov dec'.split(' ')

/** ISO 8601, RFC 822, RFC 850 and the sortable forms — scalar-data-types/datetime.md. */
const FORMATS = [
  new RegExp(
    String.raw`^(?<year>\d{4})[-/.](?<month>\d{1,2})[-/.](?<day>\d{1,2})(?:[T\s]\s*${CLOCK}${ZONE})?Z?$`,
    'i',
  ),
  new RegExp(
    String.raw`^(?:[a-z]+,\s*)?(?<day>\d{1,2})[\s-](?<month>[a-z]{3})[a-z]*[\s-](?<year>\d{2,4})(?:\s+${CLOCK}${ZONE})?$`,
    'i',
  ),
  new RegExp(
    String.raw`^(?<month>\d{1,2})[/-](?<day>\d{1,2})[/-](?<year>\d{4})(?:\s+${CLOCK}${ZONE})?$`,
    'i',
  ),
  new RegExp(
    String.raw`^(?:[a-z]+,\s*)?(?<month>[a-z]{3})[a-z]*\s+(?<day>\d{1,2}),?\s+(?<year>\d{4})(?:\s+${CLOCK}${ZONE})?$`,
    'i',
  ),
  /^(?<year>\d{4})(?<month>\d{2})(?<day>\d{2})$/,
]

/** Ticks of a text in one of Kusto's formats; null if it is no time in the years 1 to 9999. */
export function parseDatetime(text: string): bigint | null {
  const trimmed = text.trim()
  for (const format of FORMATS) {
    const parts = format.exec(trimmed)?.groups
    if (parts !== undefined) return ticksOfParts(parts)
  }
  return null
}

export interface DateParts {
  readonly year: number
  readonly month: number
  readonly day: number
  readonly hour?: number
  readonly minute?: number
}

/** Ticks of a calendar date; null if there is no such day. */
export function ticksOfDate(date: DateParts): bigint | null {
  const { year, month, day, hour = 0, minute = 0 } = date
  const instant = new Date(0)
  // Date.UTC would read the years 0 to 99 as 1900 to 1999.
  instant.setUTCFullYear(year, month - 1, day)
  instant.setUTCHours(hour, minute)
  const isSame =
    instant.getUTCFullYear() === year &&
    instant.getUTCMonth() === month - 1 &&
    instant.getUTCDate() === day &&
    instant.getUTCHours() === hour &&
    instant.getUTCMinutes() === minute
  return isSame
    ? inRange(UNIX_EPOCH_TICKS + BigInt(instant.getTime()) * TICKS_PER_MILLISECOND)
    : null
}

/** Null outside the years 1 to 9999. */
export function inRange(ticks: bigint): bigint | null {
  return ticks < 0n || ticks > MAX_DATETIME_TICKS ? null : ticks
}

function ticksOfParts(parts: Readonly<Record<string, string | undefined>>): bigint | null {
  const second = Number(parts['second'] ?? 0)
  const minutes = ticksOfDate({
    year: fullYear(parts['year'] ?? ''),
    month: monthNumber(parts['month'] ?? '1'),
    day: Number(parts['day'] ?? 1),
    hour: Number(parts['hour'] ?? 0),
    minute: Number(parts['minute'] ?? 0),
  })
  if (minutes === null || second > 59) return null
  const fraction = BigInt((parts['fraction'] ?? '').padEnd(7, '0').slice(0, 7))
  const local = minutes + BigInt(second) * TICKS_PER_SECOND + fraction
  return inRange(local - zoneOffset(parts['zone'] ?? 'Z'))
}

/** Two digits mean 1930 to 2029, as in .NET. */
function fullYear(text: string): number {
  const year = Number(text)
  if (text.length > 2) return year
  return year < 30 ? 2000 + year : 1900 + year
}

function monthNumber(text: string): number {
  return /^\d/.test(text) ? Number(text) : MONTHS.indexOf(text.toLowerCase()) + 1
}

function zoneOffset(zone: string): bigint {
  const [, sign, hours = '0', minutes = '0'] = /^([+-])(\d{2}):?(\d{2})$/.exec(zone) ?? []
  const size = BigInt(hours) * TICKS_PER_HOUR + BigInt(minutes) * TICKS_PER_MINUTE
  return sign === '-' ? -size : size
}
