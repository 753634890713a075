import { CHECKPOINTS, BLOBS, DELETIONS, LATEST_VIEW, WRITES } from '../tables/schema.ts'
import { member } from './json-value.ts'
import { DEFAULT_RETENTION_DAYS, daysOf, MAX_RETENTION_DAYS } from './retention.ts'
import type { SchemaFinding } from './schema-report.ts'
import { commandStarting, type ProvisionScript } from './scripts.ts'
import type { Reading, StoredSchema } from './stored-schema.ts'

const STATE_TABLES = [CHECKPOINTS, BLOBS, WRITES]
const FOLLOWERS = [
  ['table', DELETIONS.name],
  ['materialized-view', LATEST_VIEW.name],
] as const

/** The periods, in days, of the tables that hold state, as far as they have one of their own. */
export function stateRetentionDays(schema: StoredSchema): readonly number[] {
  return STATE_TABLES.map(({ name }) => retentionDaysOf(schema, name)).filter(
    (days) => days !== undefined,
  )
}

/** The period of a table or the view, undefined when it has none of its own. */
export function retentionDaysOf(schema: StoredSchema, entity: string): number | undefined {
  const policy = policyOf(schema, entity)
  if (policy === undefined || 'refusal' in policy) return undefined
  return daysOf(member(policy.value, 'SoftDeletePeriod'))
}

function policyOf(schema: StoredSchema, entity: string): Reading<unknown> | undefined {
  return entity === LATEST_VIEW.name ? schema.view?.retention : schema.tables.get(entity)?.retention
}

/**
 * The period for scripts: as wanted, or the longest there is when that is longer. A command that mends one period then shortens
 * none, and what must outlive the state does.
 */
export function periodToSet(schema: StoredSchema, wantedDays: number | undefined): number {
  const longest = Math.max(0, ...stateRetentionDays(schema))
  if (longest === 0) return wantedDays ?? DEFAULT_RETENTION_DAYS
  return Math.min(Math.max(wantedDays ?? 0, longest), MAX_RETENTION_DAYS)
}

/** @param wantedDays - the period that the checkpointer counts on */
export function retentionFindings(
  scripts: readonly ProvisionScript[],
  schema: StoredSchema,
  wantedDays: number | undefined,
): readonly SchemaFinding[] {
  return [
    ...unsetFindings(scripts, schema),
    ...tooShortFindings(scripts, schema, wantedDays ?? 0),
    ...outlivedFindings(scripts, schema),
  ]
}

/** A value still in use is stored again before the period that the checkpointer knows ends; a shorter one would take it first. */
function tooShortFindings(
  scripts: readonly ProvisionScript[],
  schema: StoredSchema,
  wantedDays: number,
): readonly SchemaFinding[] {
  return STATE_TABLES.flatMap(({ name }): readonly SchemaFinding[] => {
    const days = retentionDaysOf(schema, name)
    if (days === undefined || days >= wantedDays) return []
    return [
      {
        kind: 'retention-short',
        severity: 'error',
        entity: name,
        message:
          `rows are kept for ${days} days and the checkpointer counts on ${wantedDays}: ` +
          `set its option retentionDays to ${days}, or keep them longer`,
        command: commandStarting(scripts, `.alter table ${name} policy retention`),
      },
    ]
  })
}

function unsetFindings(
  scripts: readonly ProvisionScript[],
  schema: StoredSchema,
): readonly SchemaFinding[] {
  return STATE_TABLES.filter((table) => isUnset(policyOf(schema, table.name))).map(({ name }) => ({
    kind: 'retention-unset',
    severity: 'warning',
    entity: name,
    message: "the table has no retention policy of its own, so the database's period applies",
    command: commandStarting(scripts, `.alter table ${name} policy retention`),
  }))
}

/** What must outlive the longest state: tombstones (a deleted thread would come back) and the view (a checkpoint would hide). */
function outlivedFindings(
  scripts: readonly ProvisionScript[],
  schema: StoredSchema,
): readonly SchemaFinding[] {
  const longest = Math.max(0, ...stateRetentionDays(schema))
  return FOLLOWERS.flatMap(([entityKind, entity]): readonly SchemaFinding[] => {
    const days = retentionDaysOf(schema, entity)
    if (days === undefined || days >= longest) return []
    return [
      {
        kind: 'retention-short',
        severity: 'warning',
        entity,
        message: `it is kept for ${days} days and must outlive the state, kept for ${longest} days`,
        command: commandStarting(scripts, `.alter ${entityKind} ${entity} policy retention`),
      },
    ]
  })
}

function isUnset(policy: Reading<unknown> | undefined): boolean {
  return policy !== undefined && 'value' in policy && policy.value === null
}
