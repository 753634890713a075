import { member } from '../kusto/json-value.ts'

/**
 * Kusto's default period without a policy: a thousand years (kusto/management/retention-policy.md).
 */
export const DEFAULT_PERIOD_DAYS = 365_000

/**
 * From here on, a period counts as unlimited: the portal's word for 36,500 days. No stored row is
 * as old, so all unlimited periods are equal.
 */
const UNLIMITED_DAYS = 36_500

/**
 * Days, hours, minutes, seconds and a fraction, in .NET's timespan format: `90.00:00:00`,
 * `12:30:00`, `90`.
 */
const TIMESPAN =
  /^(?:(?<days>\d+)(?:\.(?=\d+:)|$))?(?:(?<hours>\d{1,2}):(?<minutes>\d{2})(?::(?<seconds>\d{2}(?:\.\d+)?))?)?$/

/** Days of a policy's timespan, including fractions; undefined if it is invalid. */
export function daysOf(timespan: unknown): number | undefined {
  const parts =
    typeof timespan === 'string' && timespan !== '' ? TIMESPAN.exec(timespan)?.groups : undefined
  if (parts === undefined) return undefined
  const { days = 0, hours = 0, minutes = 0, seconds = 0 } = parts
  return Number(days) + (Number(hours) + (Number(minutes) + Number(seconds) / 60) / 60) / 24
}

/** The period of a retention policy; undefined if it sets none. */
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
