import {
  EVENT_LOOP_DELAY_MAX,
  EVENT_LOOP_DELAY_P99,
  HEALTH_CHECK,
  HEALTH_CHECKS,
  HEALTH_STATUS,
  OPEN_SAVERS,
  RESIDENT_MEMORY,
} from '../../src/telemetry/core/semconv.ts'
import type { Section } from '../grafana/board.ts'
import { chosen, chosenHosts } from '../grafana/prometheus-variables.ts'
import { timeseries } from '../grafana/timeseries.ts'
import { isNoneOf, legendOf } from '../promql/metric-names.ts'

const BY_PROCESS = { by: ['instance'] }
const WHO =
  'Measured by startTelemetry() or @opentelemetry/instrumentation-runtime-node; empty without either.'

/** The processes that run savers: a blocked process makes a fast cluster look slow. */
export function processes(): Section {
  return {
    title: 'Processes',
    panels: [
      timeseries({
        id: 50,
        title: 'Event loop delay',
        description: `How late the event loop is, 99th percentile and longest, by process. Above 0.1 s, slow calls come from the host, not the cluster: the process reads answers late. ${WHO}`,
        unit: 's',
        width: 8,
        limits: [{ from: 0.1, color: 'red' }],
        targets: [
          { expr: chosenHosts.max(EVENT_LOOP_DELAY_P99, BY_PROCESS), legend: '{{instance}} p99' },
          {
            expr: chosenHosts.max(EVENT_LOOP_DELAY_MAX, BY_PROCESS),
            legend: '{{instance}} longest',
          },
        ],
      }),
      timeseries({
        id: 52,
        title: 'Open savers',
        description:
          'Savers that are open, by process. 0 before a process ends means a clean shutdown: KustoSaverAbsent stays silent.',
        unit: 'short',
        width: 8,
        targets: [{ expr: chosen.sum(OPEN_SAVERS, BY_PROCESS), legend: '{{instance}}' }],
      }),
      timeseries({
        id: 53,
        title: 'Health checks that are not ok',
        description:
          'Savers by check and status, as the last healthCheck() of the process found them within ten minutes. No data: no process calls it. Run `langgraph-kusto doctor` on the host for the advice.',
        unit: 'short',
        width: 8,
        targets: [
          {
            expr: chosen.sum(HEALTH_CHECKS, {
              by: [HEALTH_CHECK, HEALTH_STATUS],
              matchers: [isNoneOf(HEALTH_STATUS, ['ok'])],
            }),
            legend: `${legendOf(HEALTH_CHECK)} ${legendOf(HEALTH_STATUS)}`,
          },
        ],
      }),
      timeseries({
        id: 51,
        title: 'Resident memory',
        description: `Memory of each process. Rising together with the overlay or the buffer: see the Ingestion dashboard. Near the host's limit, garbage collection blocks the event loop. ${WHO}`,
        unit: 'bytes',
        width: 8,
        targets: [{ expr: chosenHosts.max(RESIDENT_MEMORY, BY_PROCESS), legend: '{{instance}}' }],
      }),
    ],
  }
}
