import { DB_NAMESPACE, SERVER_ADDRESS } from '../../src/telemetry/core/semconv.ts'
import { labelOf } from '../promql/metric-names.ts'
import type { AlertRule } from './rule-files.ts'

export interface AlertText {
  /** Part of the name after `KustoSaver`; the runbook's file has the whole name. */
  readonly name: string
  readonly severity: AlertRule['labels']['severity']
  readonly for: string
  readonly expr: string
  readonly summary: string
  readonly description: string
  /** The dashboard that shows it; without its common prefix. */
  readonly dashboard: 'overview' | 'client' | 'ingestion'
}

/** Common prefix of all alerts, so that they sort together and Alertmanager can route them. */
export const PREFIX = 'KustoSaver'

const DATABASE = `$labels.${labelOf(DB_NAMESPACE)}`
const SERVER = `$labels.${labelOf(SERVER_ADDRESS)}`

/** An alert of one database, which its texts name. A saver with its own client does not know it. */
export function alert(text: AlertText): AlertRule {
  return alertOfHost({
    ...text,
    summary: `${text.summary}{{ with ${DATABASE} }} (database {{ . }}){{ end }}`,
    description: `${text.description}{{ with ${DATABASE} }} The database is {{ . }} on {{ ${SERVER} }}.{{ end }}`,
  })
}

/** An alert of a host, whatever its databases. */
export function alertOfHost(text: AlertText): AlertRule {
  const name = `${PREFIX}${text.name}`
  return {
    alert: name,
    expr: text.expr,
    for: text.for,
    labels: { severity: text.severity },
    annotations: {
      summary: text.summary,
      description: text.description,
      // below the roots of the repository and of Grafana: `langgraph-kusto alerts` puts yours first
      runbook_url: `docs/operations/runbooks/${name}.md`,
      dashboard_url: `/d/langgraph-kusto-${text.dashboard}`,
    },
  }
}
