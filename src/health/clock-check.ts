import type { KustoClient } from '../kusto/kusto-client.ts'
import { askClusterTime } from '../store/queries/ask-cluster-time.ts'
import { SKEWED_FROM_MS, type ClusterClock } from '../store/revisions/cluster-clock.ts'
import { failedCheck } from './failed-check.ts'
import type { HealthCheck } from './health-report.ts'
import { makeCheck } from './make-check.ts'

/** Compares the clocks of this process and the cluster. */
export async function clockCheck(client: KustoClient, clock: ClusterClock): Promise<HealthCheck> {
  try {
    await askClusterTime(client, clock)
  } catch (error) {
    return failedCheck('clock', error, { role: 'Database Viewer', withoutAnswer: 'degraded' })
  }
  const { aheadMs = 0, uncertaintyMs = 0 } = clock.reading ?? {}
  const figures = { aheadMs: Math.round(aheadMs), uncertaintyMs: Math.round(uncertaintyMs) }
  const seconds = Math.abs(aheadMs / 1000).toFixed(1)
  const where = aheadMs > 0 ? 'ahead of' : 'behind'
  if (Math.abs(aheadMs) <= SKEWED_FROM_MS) {
    const detail =
      aheadMs === 0
        ? 'the clocks of this process and the cluster agree'
        : `this process's clock is ${seconds} s ${where} the cluster's`
    return makeCheck('clock', 'ok', { detail, figures })
  }
  return makeCheck('clock', 'degraded', {
    detail: `this process's clock is ${seconds} s ${where} the cluster's; the saver uses the cluster's`,
    advice: 'Synchronize the clock of this machine, for example by NTP.',
    figures,
  })
}
