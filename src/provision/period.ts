import { member } from '../kusto/json-value.ts'

/**
 * Kusto's period where no policy says one: a thousand years (kusto/management/retention-policy.md).
 */
export const DEFAULT_PERIOD_DAYS = 365_000

/**
 * From here on, a period counts as unlimited: the portal's word for 36,500 days. Nothing that a
 * saver stored is as old, so unlimited periods are all the same.
 */
const UNLIMITED_DAYS = 36_500

/**
 * Days, hours, minutes, seconds and a fraction, as .NET writes timespans: `90.00:00:00`,
 * `12:30:00`, `90`.
 */
const TIMESPAN =
  /^(?:(?<days>\d+)(?:\.(?=\d+:)|$))?(?:(?<hours>\d{1,2}):(?<minutes>\d{2})(?::(?<seconds>\d{2}(?:\.\d+)?))?)?$/

/** Days of a timespan as policies write it, fractions included; undefined when it is none. */
export function daysOf(timespan: unknown): number | undefined {
  const parts =
    typeof timespan === 'string' && timespan !== '' ? TIMESPAN.exec(timespan)?.groups : undefined
  if (parts === undefined) return undefined
  const { days = 0, hours = 0, minutes = 0, seconds = 0 } = parts
  return Number(days) + (Number(hours) + (Number(minutes) + Number(seconds) / 60) / 60) / 24
}

/** What a policy says of how long rows are kept; undefined when it says nothing. */
export function softDeletePeriod(policy: unknown): unknown {
  return member(policy, 'SoftDeletePeriod') ?? undefined
}

export function isShorter(days: number, thanDays: number): boolean {
  return days < thanDays && days < UNLIMITED_DAYS
}

/** For a sentence: `90 days`, `89.99 days`, `0.5 days`; never rounded up. */
export function daysText(days: number): string {
  const shown = Math.floor(days * 100) / 100
  return shown === 1 ? '1 day' : `${shown} days`
}
