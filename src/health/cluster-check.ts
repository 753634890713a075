import type { KustoClient } from '../kusto/kusto-client.ts'
import { show } from '../kusto/show.ts'
import { failedCheck } from './failed-check.ts'
import type { HealthCheck } from './health-report.ts'
import { isTrue } from './kusto-values.ts'
import { makeCheck } from './make-check.ts'

type Diagnostics = Readonly<Record<string, unknown>>

/**
 * Kusto's own report on its health (data-explorer/check-cluster-health.md) and on its row store,
 * which holds streamed rows until they are sealed into extents (columns:
 * microsoft/Kusto-Query-Language, EngineCommandInfos.cs).
 */
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

function judge(row: Diagnostics): HealthCheck {
  const figures = figuresOf(row)
  if (isUnreported(row['IsHealthy']) && isUnreported(row['IsRowStoreUnhealthy'])) {
    return makeCheck('cluster', 'unknown', { detail: 'this service does not report it', figures })
  }
  const complaints = complaintsOf(row)
  const rowStore = rowStoreText(row)
  if (complaints.length > 0) {
    return makeCheck('cluster', 'degraded', {
      detail: `${complaints.join('; ')}${rowStore}`,
      advice: adviceFor(row),
      figures,
    })
  }
  const seen = isUnreported(row['IsHealthy'])
    ? 'the cluster reports a healthy row store'
    : 'the cluster reports itself healthy'
  return makeCheck('cluster', 'ok', { detail: `${seen}${rowStore}`, figures })
}

function complaintsOf(row: Diagnostics): readonly string[] {
  const ofCluster = [
    isUnreported(row['IsHealthy']) || isTrue(row['IsHealthy'])
      ? ''
      : `not healthy: ${String(row['NotHealthyReason'])}`,
    isTrue(row['IsAttentionRequired'])
      ? `needs attention: ${String(row['AttentionRequiredReason'])}`
      : '',
    isTrue(row['IsScaleOutRequired']) ? 'should be scaled out' : '',
  ].filter(Boolean)
  return [
    ...(ofCluster.length === 0 ? [] : [`the cluster reports itself ${ofCluster.join('; ')}`]),
    ...(isTrue(row['IsRowStoreUnhealthy'])
      ? ['the row store, which receives streamed rows, is unhealthy']
      : []),
  ]
}

function adviceFor(row: Diagnostics): string {
  const portal = 'Check the cluster in the Azure portal.'
  if (!isTrue(row['IsRowStoreUnhealthy'])) return portal
  return `${portal} While the row store is unhealthy, streaming may be slow or fail; \`ingestion: 'managed'\` queues such rows instead.`
}

/** Columns with figures of the row store, and their names in the report. */
const ROW_STORE_FIGURES = [
  ['RowStoreSealsInProgress', 'rowStoreSealsInProgress', 'seals in progress'],
  [
    'RowStoreLocalStorageCapacityFactor',
    'rowStoreLocalStorageCapacityFactor',
    'capacity factor of local storage',
  ],
] as const

function figuresOf(row: Diagnostics): Readonly<Record<string, number>> {
  return Object.fromEntries(
    ROW_STORE_FIGURES.flatMap(([column, figure]) => {
      const number = numberIn(row[column])
      return number === undefined ? [] : [[figure, number]]
    }),
  )
}

/** Says so if the row store's state is hidden. */
function rowStoreText(row: Diagnostics): string {
  if (isUnreported(row['IsRowStoreUnhealthy'])) return '; it does not report on its row store'
  const figures = ROW_STORE_FIGURES.flatMap(([column, , name]) => {
    const number = numberIn(row[column])
    return number === undefined ? [] : [`${number} ${name}`]
  })
  return figures.length === 0 ? '' : `; its row store: ${figures.join(', ')}`
}

function numberIn(value: unknown): number | undefined {
  if (isUnreported(value) || value === '') return undefined
  const number = Number(value)
  return Number.isFinite(number) ? number : undefined
}

function isUnreported(value: unknown): boolean {
  return value === undefined || value === null
}
