import { DEFAULT_PERIOD_DAYS, daysOf, softDeletePeriod } from './period.ts'
import { STATE_TABLES } from './retention.ts'
import type { StoredRetention } from './stored-schema.ts'
import type { ShowResult } from '../kusto/show-result.ts'

/** The current retention of an entity, from whichever policy. */
export interface EffectivePeriod {
  readonly days: number
  /** Whether it comes from the entity's own policy, not from the database's or Kusto's default. */
  readonly isOwn: boolean
}

/** An unknown period, and the policy that hides it. */
export interface HiddenPeriod {
  readonly policy: string
  readonly refusal: string
}

/**
 * The period of a table or the view, undefined if it does not exist. An entity without an own
 * policy inherits the database's (kusto/management/retention-policy.md,
 * materialized-views/materialized-view-policies.md).
 */
export function effectivePeriod(
  { ofEntities, ofDatabase }: StoredRetention,
  entity: string,
): EffectivePeriod | HiddenPeriod | undefined {
  const policy = ofEntities.get(entity)
  if (policy === undefined) return undefined
  const own = periodIn(policy, `${entity} policy retention`)
  if (own !== undefined) return 'days' in own ? { ...own, isOwn: true } : own
  const inherited = periodIn(ofDatabase, 'database policy retention')
  if (inherited === undefined) return { days: DEFAULT_PERIOD_DAYS, isOwn: false }
  return 'days' in inherited ? { ...inherited, isOwn: false } : inherited
}

/** The days of an entity with its own policy. */
export function ownDays(retention: StoredRetention, entity: string): number | undefined {
  const period = effectivePeriod(retention, entity)
  return period !== undefined && 'days' in period && period.isOwn ? period.days : undefined
}

/** The known effective periods of the tables that hold the state. */
export function statePeriods(retention: StoredRetention): readonly EffectivePeriod[] {
  return STATE_TABLES.map((name) => effectivePeriod(retention, name)).filter(
    (period) => period !== undefined && 'days' in period,
  )
}

/**
 * The intended retention of state: the longest period set for one of its tables, else the inherited
 * one. Undefined if unknown.
 */
export function stateDays(retention: StoredRetention): number | undefined {
  const periods = statePeriods(retention)
  const own = periods.filter(({ isOwn }) => isOwn)
  const days = (own.length > 0 ? own : periods).map((period) => period.days)
  return days.length === 0 ? undefined : Math.max(...days)
}

function periodIn(
  result: ShowResult<unknown>,
  policy: string,
): { readonly days: number } | HiddenPeriod | undefined {
  if ('refusal' in result) return { policy, refusal: result.refusal }
  const written = softDeletePeriod(result.value)
  if (written === undefined) return undefined
  const days = daysOf(written)
  if (days !== undefined) return { days }
  return { policy, refusal: `its period cannot be read: ${JSON.stringify(written)}` }
}
