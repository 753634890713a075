import { OPEN_SAVERS, PUTS } from '../../src/telemetry/shared/semconv.ts'
import { familyOf } from '../promql/metric-names.ts'
import { alert } from './alert.ts'
import type { AlertRule } from './rule-files.ts'

const SIGN_OF_LIFE = familyOf(PUTS)

/** The processes closed all savers before they ended. */
const CLOSED = `sum by (job) (last_over_time(${familyOf(OPEN_SAVERS)}[1d])) == 0`

/**
 * Discovery removed the job's targets, for example when it was scaled to zero; dead targets stay.
 */
const NO_TARGET = 'count by (job) (last_over_time(up[1d])) unless count by (job) (up)'

/** Alerts about telemetry itself, on which all other alerts depend. */
export const TELEMETRY_ALERTS: readonly AlertRule[] = [
  alert({
    name: 'MetricOverflow',
    dashboard: 'overview',
    severity: 'warning',
    for: '5m',
    // the label of OpenTelemetry's SDK for series beyond its limit of attribute sets
    expr: 'count by (job, __name__) ({__name__=~"(langgraph_kusto|db_client_operation_duration)_.+", otel_metric_overflow="true"})',
    summary: 'A metric of {{ $labels.job }} has too many attribute sets',
    description:
      '{{ $labels.__name__ }} exceeds the limit of its SDK. The SDK merges points, and each scrape blocks the process for a long time.',
  }),
  alert({
    name: 'Absent',
    dashboard: 'overview',
    severity: 'warning',
    for: '10m',
    expr: `count by (job) (last_over_time(${SIGN_OF_LIFE}[1d])) unless count by (job) (${SIGN_OF_LIFE}) unless on (job) (${CLOSED}) unless on (job) (${NO_TARGET})`,
    summary: '{{ $labels.job }} no longer reports',
    description:
      'Metrics of the checkpointer in {{ $labels.job }} existed within the last day and are gone, although its savers were not closed and its targets not removed. All other alerts for it are blind.',
  }),
]
