import { stateDays, statePeriods } from './effective-retention.ts'
import { DEFAULT_RETENTION_DAYS, MAX_RETENTION_DAYS } from './retention.ts'
import type { StoredSchema } from './stored-schema.ts'

export interface WantedRetention {
  readonly retentionDays?: number | undefined
  readonly shortenRetention?: boolean | undefined
}

/**
 * The minimum retention of state: the requested one, or the longest existing one if that is longer,
 * so that repairing one period shortens none. Inherited periods count once tables hold rows, which
 * a shorter period would delete.
 */
export function leastStateDays(
  { retention, sourceHasRows }: Pick<StoredSchema, 'retention' | 'sourceHasRows'>,
  { retentionDays, shortenRetention }: WantedRetention,
): number {
  if (retentionDays !== undefined && shortenRetention === true) return retentionDays
  const isSet = statePeriods(retention).some(({ isOwn }) => isOwn || sourceHasRows)
  if (!isSet) return retentionDays ?? DEFAULT_RETENTION_DAYS
  return Math.max(retentionDays ?? 0, stateDays(retention) ?? 0)
}

/** The same in whole days, for scripts. */
export function periodToSet(
  schema: Pick<StoredSchema, 'retention' | 'sourceHasRows'>,
  wanted: WantedRetention,
): number {
  return Math.min(Math.max(1, Math.ceil(leastStateDays(schema, wanted))), MAX_RETENTION_DAYS)
}
