import type { Dashboard } from '@grafana/grafana-foundation-sdk/dashboard'
import {
  BATCH_QUEUE_SIZE,
  BATCH_ROWS,
  BLOCKED_WRITES,
  DB_COLLECTION_NAME,
  DB_CLIENT_OPERATION_DURATION,
  DB_OPERATION_NAME,
  WAIT_REASON,
} from '../../src/telemetry/core/semconv.ts'
import { buildBoard, type Section } from '../grafana/board.ts'
import { alertMarks, chosen, prometheusVariables } from '../grafana/prometheus-variables.ts'
import { stat } from '../grafana/stat.ts'
import { timeseries } from '../grafana/timeseries.ts'
import {
  K6,
  k6FailedShare,
  k6QuantileByScenario,
  k6RateByScenario,
  k6Total,
} from '../promql/k6-metrics.ts'
import { legendOf } from '../promql/metric-names.ts'
import { OPERATIONS, TIMED_OPERATIONS } from './operations.ts'

/** k6 and the saver under load, on one time axis. */
export function loadTest(): Dashboard {
  return buildBoard({
    uid: 'langgraph-kusto-load-test',
    title: 'LangGraph on Kusto / Load test',
    description:
      'The requests of k6 next to the work of the saver. k6 runs with -o experimental-prometheus-rw and K6_PROMETHEUS_RW_TREND_AS_NATIVE_HISTOGRAM=true.',
    from: 'now-15m',
    refresh: '5s',
    variables: prometheusVariables(),
    annotations: [alertMarks()],
    sections: [verdict(), load(), durations(), pressure()],
  })
}

function verdict(): Section {
  return {
    title: 'Does it hold',
    panels: [
      stat({
        id: 1,
        title: 'Checks that held',
        description:
          'Share of successes of the worst k6 check. Below 100 %: the output of k6 names it.',
        unit: 'percentunit',
        width: 6,
        decimals: 2,
        base: 'red',
        limits: [{ from: 1, color: 'green' }],
        targets: [{ expr: `min(${K6.checksShare})`, legend: 'checks' }],
      }),
      stat({
        id: 2,
        title: 'Requests that failed',
        description:
          'Share of failed HTTP requests to the host. More than 0: read the log of the host. The saver throws errors with a code.',
        unit: 'percentunit',
        width: 6,
        decimals: 2,
        limits: [{ from: 0.001, color: 'red' }],
        targets: [{ expr: k6FailedShare(), legend: 'failed' }],
      }),
      stat({
        id: 3,
        title: 'Dropped iterations',
        description:
          'Iterations that k6 could not begin in time. More than 0: k6 had too few virtual users for the latency, so it did not hold the arrival rate and the run is void.',
        unit: 'short',
        width: 6,
        limits: [{ from: 1, color: 'red' }],
        targets: [{ expr: `${k6Total(K6.droppedIterations)} or vector(0)`, legend: 'dropped' }],
      }),
      stat({
        id: 4,
        title: 'Virtual users',
        description:
          'Active virtual users. Rising at a constant arrival rate: the host answers more and more slowly.',
        unit: 'short',
        width: 6,
        limits: [],
        targets: [{ expr: `sum(${K6.virtualUsers})`, legend: 'users' }],
      }),
    ],
  }
}

function load(): Section {
  return {
    title: 'Load',
    panels: [
      timeseries({
        id: 10,
        title: 'k6: iterations by scenario',
        description:
          'Per second. It must stay at the rate of the scenario. Below it, the host is saturated: see Virtual users.',
        unit: 'ops',
        width: 12,
        targets: [{ expr: k6RateByScenario(K6.iterations), legend: '{{scenario}}' }],
      }),
      timeseries({
        id: 11,
        title: 'Saver: calls',
        description:
          'Calls of the saver per second. It must follow the iterations on the left. Less: requests fail before they reach the saver.',
        unit: 'ops',
        width: 12,
        targets: OPERATIONS.map(({ name, calls }) => ({ expr: chosen.rate(calls), legend: name })),
      }),
    ],
  }
}

function durations(): Section {
  return {
    title: 'Duration, 95th percentile',
    panels: [
      timeseries({
        id: 20,
        title: 'k6: requests by scenario',
        description:
          'As the client of the host sees it. Far above the panel of the saver next to it: the host, HTTP or a busy event loop takes the time.',
        unit: 's',
        width: 8,
        targets: [{ expr: k6QuantileByScenario(0.95, K6.requestDuration), legend: '{{scenario}}' }],
      }),
      timeseries({
        id: 21,
        title: 'Saver: operations',
        description:
          'As the saver measures it. Far above the panel of requests to Kusto next to it: calls wait for a place in a batch or in the buffer.',
        unit: 's',
        width: 8,
        targets: TIMED_OPERATIONS.map(({ name, duration }) => ({
          expr: chosen.quantile(0.95, duration),
          legend: name,
        })),
      }),
      timeseries({
        id: 22,
        title: 'Kusto: requests',
        description:
          'Time until Kusto answered. If this rises, the limit is the cluster (or the local Kusto), not the saver.',
        unit: 's',
        width: 8,
        targets: [
          {
            expr: chosen.quantile(0.95, DB_CLIENT_OPERATION_DURATION, { by: [DB_OPERATION_NAME] }),
            legend: legendOf(DB_OPERATION_NAME),
          },
        ],
      }),
    ],
  }
}

function pressure(): Section {
  return {
    title: 'Pressure',
    panels: [
      timeseries({
        id: 30,
        title: 'k6: HTTP requests',
        description:
          'Requests per second that k6 sent, by scenario. Fewer than iterations times requests of an iteration: iterations break off.',
        unit: 'reqps',
        width: 6,
        targets: [{ expr: k6RateByScenario(K6.requests), legend: '{{scenario}}' }],
      }),
      timeseries({
        id: 31,
        title: 'Saver: rows that wait',
        description:
          'It must return to 0 after the load. Growing under load: agents write faster than Kusto ingests.',
        unit: 'short',
        width: 6,
        style: 'stack',
        targets: [
          {
            expr: chosen.sum(BATCH_QUEUE_SIZE, { by: [DB_COLLECTION_NAME] }),
            legend: legendOf(DB_COLLECTION_NAME),
          },
        ],
      }),
      timeseries({
        id: 32,
        title: 'Saver: blocked writes',
        description:
          'Writes per second that waited for room in the buffer or the overlay. More than 0: the run exceeds the capacity of this configuration.',
        unit: 'wps',
        width: 6,
        targets: [
          {
            expr: chosen.rate(BLOCKED_WRITES, { by: [WAIT_REASON] }),
            legend: legendOf(WAIT_REASON),
          },
        ],
      }),
      timeseries({
        id: 33,
        title: 'Saver: rows of a batch',
        description:
          'Group commit: batches grow with the load. At batchSize all the time: raise it.',
        unit: 'short',
        width: 6,
        targets: [0.5, 0.95].map((q) => ({
          expr: chosen.quantile(q, BATCH_ROWS),
          legend: `p${q * 100}`,
        })),
      }),
    ],
  }
}
