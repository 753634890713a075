import { KustoSaverError } from '../errors.ts'

/** What the scripts say when nobody says otherwise. */
export const DEFAULT_RETENTION_DAYS = 90

/** How much longer the tombstones and the view stay than the rows they speak of; the scripts say why. */
const RETENTION_GRACE_DAYS = 30

/** Kusto's own default is a thousand years (kusto/management/retention-policy.md). */
export const MAX_RETENTION_DAYS = 1_000_000

const DAYS_PER_PERIOD: readonly (readonly [number, number])[] = [
  [DEFAULT_RETENTION_DAYS, 0],
  [DEFAULT_RETENTION_DAYS + RETENTION_GRACE_DAYS, RETENTION_GRACE_DAYS],
]

/** The script with another period in its retention and caching policies. */
export function withRetention(script: string, retentionDays: number): string {
  checkRetentionDays(retentionDays)
  const days = (written: string): string => {
    const grace = DAYS_PER_PERIOD.find(([period]) => period === Number(written))?.[1]
    return grace === undefined ? written : String(retentionDays + grace)
  }
  return script
    .replaceAll(/(?<="SoftDeletePeriod": ")\d+(?=\.00:00:00")/g, days)
    .replaceAll(/(?<=policy caching hot = )\d+(?=d)/g, days)
}

export function checkRetentionDays(retentionDays: number): void {
  const isInRange = retentionDays >= 1 && retentionDays <= MAX_RETENTION_DAYS
  if (Number.isInteger(retentionDays) && isInRange) return
  throw new KustoSaverError(
    'INVALID_OPTION',
    `Expected \`retentionDays\` to be a whole number from 1 to ${MAX_RETENTION_DAYS}, got ${retentionDays}.`,
  )
}

/** Whole days of a timespan as policies write it (`90.00:00:00`, `12:00:00`); undefined when it is none. */
export function daysOf(timespan: unknown): number | undefined {
  const match =
    typeof timespan === 'string' ? /^(?:(\d+)\.)?\d{2}:\d{2}:\d{2}/.exec(timespan) : null
  return match === null ? undefined : Number(match[1] ?? 0)
}

/** The entity for which a command sets how long data is kept, or kept hot; undefined for any other command. */
export function retentionTarget(command: string): string | undefined {
  return /^\.alter (?:table|materialized-view) (\w+) policy (?:retention|caching) /.exec(
    command,
  )?.[1]
}
