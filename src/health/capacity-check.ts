import type { KustoClient } from '../kusto/kusto-client.ts'
import { show } from '../kusto/show.ts'
import { failedCheck } from './failed-check.ts'
import type { HealthCheck } from './health-report.ts'
import { numberOf } from './kusto-values.ts'
import { makeCheck } from './make-check.ts'

/** The resources that the saver uses, in lower case (kusto/management/show-capacity-command.md). */
const OF_INTEREST: ReadonlySet<string> = new Set([
  'ingestions',
  'queries',
  'materialized-view',
  'streaming-ingestion-post-processing',
])

/** Checks the cluster's remaining capacity for concurrent work. */
export async function capacityCheck(client: KustoClient): Promise<HealthCheck> {
  try {
    return judge(await show(client, '.show capacity'))
  } catch (error) {
    return failedCheck('capacity', error, { role: 'Database User', withoutAnswer: 'unknown' })
  }
}

function judge(rows: readonly Readonly<Record<string, unknown>>[]): HealthCheck {
  const resources = rows
    .map((row) => ({
      name: String(row['Resource']),
      total: numberOf(row['Total']),
      consumed: numberOf(row['Consumed']),
      remaining: numberOf(row['Remaining']),
    }))
    .filter(({ name, total }) => OF_INTEREST.has(name.toLowerCase()) && total > 0)
  const isFull = resources.some(({ remaining }) => remaining <= 0)
  return makeCheck('capacity', isFull ? 'degraded' : 'ok', {
    detail:
      resources.map(({ name, consumed, total }) => `${name}: ${consumed} of ${total}`).join(', ') ||
      'Kusto lists none of the resources that the saver uses',
    advice: isFull ? 'Requests will be throttled. Scale the cluster or send fewer requests.' : '',
    figures: Object.fromEntries(resources.map(({ name, remaining }) => [name, remaining])),
  })
}
