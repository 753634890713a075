import type { Policies } from './entities.ts'
import { isJsonObject } from '../../json-object.ts'
import { toSql } from '../values/values.ts'

/**
 * How long rows are kept after ingestion, in ticks: by the entity's own policy, else by its
 * database's (kusto/management/retention-policy.md). Undefined without one: a cluster's default is
 * a thousand years.
 */
export function softDeleteTicks(own: Policies, database: Policies): bigint | undefined {
  return periodOf(own['retention']) ?? periodOf(database['retention'])
}

function periodOf(policy: unknown): bigint | undefined {
  const period = isJsonObject(policy) ? policy['SoftDeletePeriod'] : undefined
  const ticks = typeof period === 'string' ? toSql(period, 'timespan') : undefined
  return typeof ticks === 'bigint' ? ticks : undefined
}
