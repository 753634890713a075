import { datetimeLiteral } from '../kusto/literals.ts'
import type { KustoClient } from '../kusto/kusto-client.ts'
import { namedRows, show } from '../kusto/show.ts'
import { VIEW_AGE_BOUND_MS } from '../store/revisions/arrival-window.ts'
import { LATEST_VIEW } from '../tables/schema.ts'
import { ageText } from './age-text.ts'
import { failedCheck } from './failed-check.ts'
import type { HealthCheck } from './health-report.ts'
import { isTrue } from './kusto-values.ts'
import { makeCheck } from './make-check.ts'

/**
 * A query of the view also reads the rows that are not materialized. So a long lag makes answers
 * slow, but never wrong (kusto/management/materialized-views/materialized-views-monitoring.md).
 */
const MANY_ROWS = 10_000
const LONG_LAG_MS = 15 * 60_000

export async function viewCheck(client: KustoClient, nowMs: number): Promise<HealthCheck> {
  try {
    const views = await show(client, '.show materialized-views')
    const view = views.find((row) => row['Name'] === LATEST_VIEW.name)
    if (view === undefined) {
      const detail = `${LATEST_VIEW.name} does not exist`
      return makeCheck('view', 'failing', { detail, advice: 'Run `langgraph-kusto provision`.' })
    }
    return judge(view, await readRest(client, view['MaterializedTo']), nowMs)
  } catch (error) {
    return failedCheck('view', error, { role: 'Database Viewer', withoutAnswer: 'degraded' })
  }
}

/**
 * Kusto reports a view as healthy if it was materialized within the last hour
 * (kusto/includes/materialized-view-show-command-output-schema.md). Without writes there may be
 * nothing to materialize for longer.
 */
function isIdle(view: Readonly<Record<string, unknown>>, { rows }: Rest): boolean {
  return rows === 0 && view['LastRunResult'] === 'Completed'
}

/** The rows that are not materialized. */
interface Rest {
  readonly rows: number
  readonly oldestAtMs: number | undefined
}

async function readRest(client: KustoClient, materializedTo: unknown): Promise<Rest> {
  const to = Date.parse(String(materializedTo))
  const [table] = await client.query({
    text: `declare query_parameters(materialized_to: datetime);
${LATEST_VIEW.source}
| where ingestion_time() > materialized_to
| summarize Rows = count(), Oldest = min(ingestion_time())`,
    parameters: { materialized_to: datetimeLiteral(new Date(Number.isNaN(to) ? 0 : to)) },
  })
  const [row] = table === undefined ? [] : namedRows(table)
  const oldest = Date.parse(String(row?.['Oldest']))
  return {
    rows: Number(row?.['Rows'] ?? 0),
    oldestAtMs: Number.isNaN(oldest) ? undefined : oldest,
  }
}

function judge(view: Readonly<Record<string, unknown>>, rest: Rest, nowMs: number): HealthCheck {
  const lagMs = Math.max(0, nowMs - (rest.oldestAtMs ?? nowMs))
  const figures = { lagMs, rows: rest.rows }
  const lag =
    rest.rows === 0
      ? 'everything is materialized'
      : `${rest.rows} rows are not materialized yet, the oldest for ${ageText(lagMs)}`
  const slow =
    'answers stay correct but become slow, because each reads the rows that are not materialized'
  if (!isTrue(view['IsEnabled'])) {
    return makeCheck('view', 'degraded', {
      detail: `${LATEST_VIEW.name} is disabled: ${slow}; ${lag}`,
      advice: `An administrator can run: .enable materialized-view ${LATEST_VIEW.name}`,
      figures,
    })
  }
  if (!isTrue(view['IsHealthy']) && !isIdle(view, rest)) {
    return makeCheck('view', 'degraded', {
      detail: `${LATEST_VIEW.name} is unhealthy, its last run ended as '${String(view['LastRunResult'])}': ${slow}; ${lag}`,
      advice: `Run: .show materialized-view ${LATEST_VIEW.name} failures`,
      figures,
    })
  }
  const isBehind = lagMs > VIEW_AGE_BOUND_MS || (rest.rows > MANY_ROWS && lagMs > LONG_LAG_MS)
  return makeCheck('view', isBehind ? 'degraded' : 'ok', {
    detail: `${LATEST_VIEW.name} is healthy; ${lag}`,
    advice: isBehind
      ? 'Check the capacity for materialized views with .show capacity, and scale the cluster.'
      : '',
    figures,
  })
}
