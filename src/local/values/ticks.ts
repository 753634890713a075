/**
 * Datetimes and timespans in Kusto's unit: 100 ns ticks, in BigInt; datetimes since
 * 0001-01-01T00:00:00Z.
 */
export const TICKS_PER_MILLISECOND = 10_000n
export const TICKS_PER_SECOND = 10_000_000n
export const TICKS_PER_MINUTE: bigint = 60n * TICKS_PER_SECOND
export const TICKS_PER_HOUR: bigint = 60n * TICKS_PER_MINUTE
export const TICKS_PER_DAY: bigint = 24n * TICKS_PER_HOUR
export const UNIX_EPOCH_TICKS = 621_355_968_000_000_000n
/** 9999-12-31T23:59:59.9999999Z. */
export const MAX_DATETIME_TICKS = 3_155_378_975_999_999_999n

/** The wall clock, to the millisecond. */
export function ticksOfUnixMs(unixMs: number): bigint {
  return UNIX_EPOCH_TICKS + BigInt(Math.floor(unixMs)) * TICKS_PER_MILLISECOND
}

/** ISO 8601 in UTC, with a fraction of 7 digits if it is not zero. */
export function datetimeText(ticks: bigint): string {
  const sinceEpoch = ticks - UNIX_EPOCH_TICKS
  const fraction = positiveRemainder(sinceEpoch, TICKS_PER_SECOND)
  const wholeMs = Number((sinceEpoch - fraction) / TICKS_PER_MILLISECOND)
  const text = new Date(wholeMs).toISOString().slice(0, 19)
  return fraction === 0n ? `${text}Z` : `${text}.${String(fraction).padStart(7, '0')}Z`
}

/** `[-][d.]hh:mm:ss[.fffffff]`. */
export function timespanText(ticks: bigint): string {
  const size = ticks < 0n ? -ticks : ticks
  const days = size / TICKS_PER_DAY
  const clock = [
    (size / TICKS_PER_HOUR) % 24n,
    (size / TICKS_PER_MINUTE) % 60n,
    (size / TICKS_PER_SECOND) % 60n,
  ]
  const fraction = size % TICKS_PER_SECOND
  return [
    ticks < 0n ? '-' : '',
    days === 0n ? '' : `${days}.`,
    clock.map((part) => String(part).padStart(2, '0')).join(':'),
    fraction === 0n ? '' : `.${String(fraction).padStart(7, '0')}`,
  ].join('')
}

/** The remainder that is never negative, as in Kusto's `%` and `bin`. */
export function positiveRemainder(value: bigint, divisor: bigint): bigint {
  const size = divisor < 0n ? -divisor : divisor
  return ((value % size) + size) % size
}
