import type { KustoClient } from '../kusto/kusto-client.ts'
import { capacityCheck } from './capacity-check.ts'
import type { ClusterClock } from '../store/revisions/cluster-clock.ts'
import { clockCheck } from './clock-check.ts'
import { clusterCheck } from './cluster-check.ts'
import { connectionChecks, type ConnectionChecks } from './connection-checks.ts'
import { withUnanswered } from './unanswered-requests.ts'
import { Deadline } from './deadline.ts'
import { brokenCheck } from './failed-check.ts'
import type { HealthCheck, HealthCheckName } from './health-report.ts'
import { ingestionFailuresCheck } from './ingestion-failures-check.ts'
import { makeCheck } from './make-check.ts'
import { SchemaMemory } from './schema-memory.ts'
import { schemaChecks, type SchemaCheckOptions } from './schema-checks.ts'
import { arrivalWindowMs, overdueAfterMs } from '../store/revisions/arrival-window.ts'
import { valuesCheck } from './values-check.ts'
import { viewCheck } from './view-check.ts'

export interface DatabaseCheckOptions extends SchemaCheckOptions {
  readonly timeoutMs: number
  /** Measures the offset between the clocks of this process and the cluster. */
  readonly clusterClock: ClusterClock
  /** Results of earlier checks by the same saver. */
  readonly memory?: SchemaMemory
}

const ASKED_AFTERWARDS: readonly HealthCheckName[] = [
  'schema',
  'policies',
  'values',
  'clock',
  'view',
  'capacity',
  'cluster',
  'ingestion-failures',
]

/**
 * Runs all checks that query Kusto. Only reads, never rejects, and settles within the time limit.
 */
export async function checkDatabase(
  client: KustoClient,
  options: DatabaseCheckOptions,
): Promise<readonly HealthCheck[]> {
  const deadline = new Deadline(options.timeoutMs)
  try {
    const bound = deadline.bound(client)
    const { checks, isUsable } = await connection(bound)
    if (!isUsable) return [...checks, ...notAsked()]
    const further = await furtherChecks(bound, options)
    return [...withUnanswered(checks, deadline.unanswered), ...further]
  } finally {
    deadline.end()
  }
}

async function connection(client: KustoClient): Promise<ConnectionChecks> {
  try {
    return await connectionChecks(client)
  } catch (error) {
    const checks = [
      brokenCheck('connection', 'failing', error),
      makeCheck('authentication', 'unknown', { detail: 'no conclusive answer' }),
    ]
    return { checks, isUsable: false }
  }
}

async function furtherChecks(
  client: KustoClient,
  options: DatabaseCheckOptions,
): Promise<readonly HealthCheck[]> {
  const { memory = new SchemaMemory(), clusterClock } = options
  const values = valuesCheck(client, { nowMs: clusterClock.nowMs(), overdueMs: overdueMs(options) })
  const schema = async (isDoubtful: boolean): Promise<readonly HealthCheck[]> =>
    memory.recall(() => schemaChecks(client, options), isDoubtful)
  const checks = await Promise.all([
    // if a table is missing, the query of values fails
    memory.isEmpty ? schema(true) : values.then(({ status }) => schema(status !== 'ok')),
    values,
    clockCheck(client, options.clusterClock),
    viewCheck(client, options.clusterClock.nowMs()),
    capacityCheck(client),
    clusterCheck(client),
    ingestionFailuresCheck(client),
  ])
  return checks.flat()
}

const DAY_MS = 86_400_000
/** Stands in for an unknown retention period. */
const SOME_DAYS = 365

function overdueMs({ retentionDays = SOME_DAYS, ingestion }: DatabaseCheckOptions): number {
  return overdueAfterMs(arrivalWindowMs(retentionDays * DAY_MS, ingestion), ingestion)
}

function notAsked(): readonly HealthCheck[] {
  return ASKED_AFTERWARDS.map((name) =>
    makeCheck(name, 'unknown', { detail: 'skipped, because Kusto cannot be used' }),
  )
}
