import { KustoSaverError } from '../errors.ts'
import { BLOBS, CHECKPOINTS } from '../tables/schema.ts'

/** The default of the scripts. */
export const DEFAULT_RETENTION_DAYS = 90

/**
 * How much longer pending writes, tombstones and the view are kept than the state; the scripts say
 * why.
 */
export const RETENTION_GRACE_DAYS = 30

/** More than Kusto's own default, a thousand years. */
export const MAX_RETENTION_DAYS = 1_000_000

/** The tables with the state's period: a checkpoint and its values must expire together. */
export const STATE_TABLES: readonly string[] = [CHECKPOINTS.name, BLOBS.name]

const DAYS_PER_PERIOD: readonly (readonly [number, number])[] = [
  [DEFAULT_RETENTION_DAYS, 0],
  [DEFAULT_RETENTION_DAYS + RETENTION_GRACE_DAYS, RETENTION_GRACE_DAYS],
]

/** Replaces the period in the script's retention and caching policies. */
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

/** How much longer an entity keeps its rows than the state. */
export function graceDaysOf(entity: string): number {
  return STATE_TABLES.includes(entity) ? 0 : RETENTION_GRACE_DAYS
}

export interface RetentionTarget {
  /** `table Checkpoints`, `materialized-view LatestCheckpoints`. */
  readonly owner: string
  readonly entity: string
  readonly policy: 'retention' | 'caching'
}

/**
 * The period that a command sets, for retention or the hot cache; undefined for any other command.
 */
export function retentionTarget(command: string): RetentionTarget | undefined {
  const match =
    /^\.alter (?<owner>(?:table|materialized-view) (?<entity>\w+)) policy (?<policy>retention|caching) /.exec(
      command,
    )?.groups
  if (match === undefined) return undefined
  const { owner = '', entity = '', policy } = match
  return { owner, entity, policy: policy === 'caching' ? 'caching' : 'retention' }
}
