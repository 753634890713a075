import { TICKS_PER_MILLISECOND, ticksOfUnixMs } from '../../../values/ticks.ts'
import { NotDoneHere, semanticError } from '../values/refusal.ts'
import { scalar, type KqlFunction } from './javascript-function.ts'

const UNIX_EPOCH = ticksOfUnixMs(0)
const formats = new Map<string, Intl.DateTimeFormat>()

/** Node's ICU has the IANA time zones that datetime-utc-to-local-function.md lists. */
function formatOf(timeZone: string): Intl.DateTimeFormat {
  const known = formats.get(timeZone)
  if (known !== undefined) return known
  try {
    const format = new Intl.DateTimeFormat('en-US', {
      timeZone,
      calendar: 'iso8601',
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    })
    formats.set(timeZone, format)
    return format
  } catch {
    throw semanticError(`'${timeZone}' is no time zone of the IANA Time Zone Database.`)
  }
}

/** Offset of local time from UTC at a moment, in milliseconds. */
function offsetMs(unixMs: number, timeZone: string): number {
  const seconds = Math.floor(unixMs / 1000) * 1000
  const parts = new Map(
    formatOf(timeZone)
      .formatToParts(seconds)
      .map(({ type, value }) => [type, Number(value)]),
  )
  const part = (type: Intl.DateTimeFormatPartTypes): number => parts.get(type) ?? 0
  const local = new Date(0)
  local.setUTCFullYear(part('year'), part('month') - 1, part('day'))
  local.setUTCHours(part('hour'), part('minute'), part('second'))
  return local.getTime() - seconds
}

function unixMsOf(ticks: bigint): number {
  return Math.floor(Number(ticks - UNIX_EPOCH) / Number(TICKS_PER_MILLISECOND))
}

function localOf(ticks: bigint, timeZone: string): bigint {
  return ticks + BigInt(offsetMs(unixMsOf(ticks), timeZone)) * TICKS_PER_MILLISECOND
}

const DAY_MS = 86_400_000

/** The page does not say what a local time means that a clock change skips or repeats. */
function utcOf(local: bigint, timeZone: string): bigint {
  const around = unixMsOf(local)
  const offsets = new Set([-DAY_MS, DAY_MS].map((ms) => offsetMs(around + ms, timeZone)))
  const found = Array.from(offsets, (ms) => local - BigInt(ms) * TICKS_PER_MILLISECOND).filter(
    (utc) => localOf(utc, timeZone) === local,
  )
  const [only] = found
  if (only === undefined || found.length > 1)
    throw new NotDoneHere(
      `datetime_local_to_utc() of a time at which clocks in ${timeZone} are changed`,
    )
  return only
}

export const TIME_ZONE_FUNCTIONS: readonly KqlFunction[] = [
  scalar('datetime_utc_to_local', ['datetime', 'string'], 'datetime', localOf),
  scalar('datetime_local_to_utc', ['datetime', 'string'], 'datetime', utcOf),
]
