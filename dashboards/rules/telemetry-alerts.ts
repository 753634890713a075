import { OPEN_SAVERS, PUTS } from '../../src/telemetry/core/semconv.ts'
import { familyOf } from '../promql/metric-names.ts'
import { alertOfHost } from './alert.ts'
import type { KeptLabels } from './kept-labels.ts'
import type { AlertRule } from './rule-files.ts'

const SIGN_OF_LIFE = familyOf(PUTS)

/**
 * Alerts about telemetry itself, on which all other alerts depend. They are about hosts: one that
 * goes on with another database is not absent.
 */
export function telemetryAlerts({ host, ofHost }: KeptLabels): readonly AlertRule[] {
  const labels = ofHost.join(', ')
  // the processes closed all savers before they ended
  const closed = `sum by (${labels}) (last_over_time(${familyOf(OPEN_SAVERS)}[1d])) == 0`
  // discovery removed the targets, for example when a job was scaled to zero; dead targets stay
  const noTarget = `count by (${labels}) (last_over_time(up[1d])) unless count by (${labels}) (up)`
  return [
    alertOfHost({
      name: 'MetricOverflow',
      dashboard: 'overview',
      severity: 'warning',
      for: '5m',
      // the label of OpenTelemetry's SDK for series beyond its limit of attribute sets
      expr: `count by (${labels}, __name__) ({__name__=~"(langgraph_kusto|db_client_operation_duration)_.+", otel_metric_overflow="true"})`,
      summary: `A metric of ${host} has too many attribute sets`,
      description:
        '{{ $labels.__name__ }} exceeds the limit of its SDK. The SDK merges points, and each scrape blocks the process for a long time.',
    }),
    alertOfHost({
      name: 'Absent',
      dashboard: 'overview',
      severity: 'warning',
      for: '10m',
      expr: `count by (${labels}) (last_over_time(${SIGN_OF_LIFE}[1d])) unless count by (${labels}) (${SIGN_OF_LIFE}) unless on (${labels}) (${closed}) unless on (${labels}) (${noTarget})`,
      summary: `${host} no longer reports`,
      description: `Metrics of the checkpointer in ${host} existed within the last day and are gone, although its savers were not closed and its targets not removed. All other alerts for it are blind.`,
    }),
  ]
}
