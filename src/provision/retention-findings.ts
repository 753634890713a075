import { DELETIONS, LATEST_VIEW, WRITES } from '../tables/schema.ts'
import {
  effectivePeriod,
  stateDays,
  type EffectivePeriod,
  type HiddenPeriod,
} from './effective-retention.ts'
import { daysText, isShorter } from './period.ts'
import { RETENTION_GRACE_DAYS, STATE_TABLES } from './retention.ts'
import type { SchemaFinding } from './schema-report.ts'
import { commandStarting, type ProvisionScript } from './scripts.ts'
import type { StoredRetention } from './stored-schema.ts'
import { unreadable } from './table-findings.ts'

/** Entities that must outlive the state, and what would happen otherwise. */
const FOLLOWERS = [
  [`table ${WRITES.name}`, 'a checkpoint would come back without the pending writes that expired'],
  [`table ${DELETIONS.name}`, 'a deleted thread would come back'],
  [`materialized-view ${LATEST_VIEW.name}`, 'reading an idle thread would scan the whole table'],
] as const

/** @param wantedDays - the period that the checkpointer expects */
export function retentionFindings(
  scripts: readonly ProvisionScript[],
  retention: StoredRetention,
  wantedDays: number | undefined,
): readonly SchemaFinding[] {
  const intendedDays = stateDays(retention) ?? 0
  const wanted = wantedDays ?? 0
  const findings = [
    ...STATE_TABLES.flatMap((entity) => {
      const period = effectivePeriod(retention, entity)
      const command = commandStarting(scripts, `.alter table ${entity} policy retention`)
      return judged(period, (known) =>
        stateFinding({ entity, command }, known, intendedDays, wanted),
      )
    }),
    ...FOLLOWERS.flatMap(([owner, otherwise]) => {
      const entity = owner.slice(owner.indexOf(' ') + 1)
      const period = effectivePeriod(retention, entity)
      const command = commandStarting(scripts, `.alter ${owner} policy retention`)
      const days = Math.max(intendedDays, wanted)
      return judged(period, (known) => followerFinding({ entity, command }, known, days, otherwise))
    }),
  ]
  // several entities may inherit one unreadable policy
  return [
    ...new Map(findings.map((finding) => [`${finding.kind} ${finding.entity}`, finding])).values(),
  ]
}

function judged(
  period: EffectivePeriod | HiddenPeriod | undefined,
  judge: (period: EffectivePeriod) => readonly SchemaFinding[],
): readonly SchemaFinding[] {
  if (period === undefined) return []
  return 'days' in period ? judge(period) : [unreadable(period.policy, period)]
}

type Repaired = Pick<SchemaFinding, 'entity' | 'command'>

function stateFinding(
  repaired: Repaired,
  { days, isOwn }: EffectivePeriod,
  intendedDays: number,
  wantedDays: number,
): readonly SchemaFinding[] {
  const origin = isOwn ? '' : " by the database's policy, because the table has none"
  const seen = `rows are kept for ${daysText(days)}${origin}`
  if (isShorter(days, wantedDays)) {
    // a value in use is refreshed before the period that the checkpointer expects ends; a shorter
    // period would remove it first
    const orElse = days < 1 ? '' : `set its option retentionDays to ${Math.floor(days)}, or `
    const message = `${seen}, but the checkpointer expects ${wantedDays}: ${orElse}keep them longer`
    return [{ kind: 'retention-short', severity: 'error', message, ...repaired }]
  }
  if (isShorter(days, intendedDays) || isShorter(intendedDays, days)) {
    const message = `${seen}, other state for ${daysText(intendedDays)}: keep checkpoints and their values for the same time`
    return [{ kind: 'retention-differs', severity: 'error', message, ...repaired }]
  }
  if (isOwn) return []
  const message = `${seen}: a change of that policy also changes this table`
  return [{ kind: 'retention-unset', severity: 'warning', message, ...repaired }]
}

function followerFinding(
  repaired: Repaired,
  { days, isOwn }: EffectivePeriod,
  stateIsKeptDays: number,
  otherwise: string,
): readonly SchemaFinding[] {
  const leastDays = stateIsKeptDays + RETENTION_GRACE_DAYS
  if (!isShorter(days, leastDays)) return []
  const origin = isOwn ? '' : " by the database's policy, because it has none"
  const message =
    `it is kept for ${daysText(days)}${origin} and must be kept for at least ${daysText(leastDays)}, ` +
    `${RETENTION_GRACE_DAYS} days longer than the state: ${otherwise}`
  return [{ kind: 'retention-short', severity: 'error', message, ...repaired }]
}
