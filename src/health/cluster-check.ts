import type { KustoClient } from '../kusto/kusto-client.ts'
import { show } from '../provision/show.ts'
import { failedCheck } from './failed-check.ts'
import type { HealthCheck } from './health-report.ts'
import { isTrue } from './kusto-values.ts'
import { makeCheck } from './make-check.ts'

/** What Kusto thinks of its own health (data-explorer/check-cluster-health.md). */
export async function clusterCheck(client: KustoClient): Promise<HealthCheck> {
  try {
    const [row = {}] = await show(client, '.show diagnostics')
    return judge(row)
  } catch (error) {
    return failedCheck('cluster', error, {
      role: 'AllDatabasesMonitor',
      withoutAnswer: 'unknown',
    })
  }
}

function judge(row: Readonly<Record<string, unknown>>): HealthCheck {
  if (row['IsHealthy'] === undefined) {
    return makeCheck('cluster', 'unknown', { detail: 'this service does not tell' })
  }
  const complaints = [
    isTrue(row['IsHealthy']) ? '' : `not healthy: ${String(row['NotHealthyReason'])}`,
    isTrue(row['IsAttentionRequired'])
      ? `needs attention: ${String(row['AttentionRequiredReason'])}`
      : '',
    isTrue(row['IsScaleOutRequired']) ? 'should be scaled out' : '',
  ].filter(Boolean)
  if (complaints.length === 0) {
    return makeCheck('cluster', 'ok', { detail: 'the cluster calls itself healthy' })
  }
  return makeCheck('cluster', 'degraded', {
    detail: `the cluster calls itself ${complaints.join('; ')}`,
    advice: 'Look at the cluster in the Azure portal.',
  })
}
