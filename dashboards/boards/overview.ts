import type { Dashboard } from '@grafana/grafana-foundation-sdk/dashboard'
import {
  BATCH_QUEUE_SIZE,
  DB_COLLECTION_NAME,
  ERROR_TYPE,
  GET_TUPLE_DURATION,
  GET_TUPLE_SPAN,
  INGESTION_LAG,
  PUT_DURATION,
  PUT_SPAN,
  REASON,
  RETRIES,
} from '../../src/telemetry/core/semconv.ts'
import { buildBoard, type Section } from '../grafana/board.ts'
import { alertMarks, chosen, prometheusVariables } from '../grafana/prometheus-variables.ts'
import { stat } from '../grafana/stat.ts'
import { timeseries } from '../grafana/timeseries.ts'
import { traceLink } from '../grafana/trace-link.ts'
import { isSet, legendOf } from '../promql/metric-names.ts'
import { sumOfKinds } from '../promql/sum-of-kinds.ts'
import { AVAILABILITY_TARGET, errorRatio } from '../service-level.ts'
import { OPERATIONS, TIMED_OPERATIONS } from './operations.ts'
import { processes } from './processes.ts'
import { callsUnderWay } from './under-way.ts'

const TARGET_PERCENT = `${AVAILABILITY_TARGET * 100} %`
const BUDGET = Number((1 - AVAILABILITY_TARGET).toFixed(6))

/** Shows whether the checkpointer is healthy, and where to look if not. */
export function overview(): Dashboard {
  return buildBoard({
    uid: 'langgraph-kusto-overview',
    title: 'LangGraph on Kusto / Overview',
    description:
      'Is the checkpointer healthy? Service level, errors, latency, ingestion. Begin here. The other dashboards go deeper.',
    from: 'now-3h',
    refresh: '30s',
    variables: prometheusVariables(),
    annotations: [alertMarks()],
    links: [
      traceLink('Traces of failed calls', '{ name=~"checkpointer.+" && status=error }'),
      traceLink('Traces of slow reads', `{ name="${GET_TUPLE_SPAN.name}" && duration>1s }`),
      traceLink('Traces of slow puts', `{ name="${PUT_SPAN.name}" && duration>1s }`),
    ],
    sections: [serviceLevel(), calls(), callsUnderWay(), latency(), processes(), ingestion()],
  })
}

function serviceLevel(): Section {
  const overRange = errorRatio(chosen.over('$__range'), 'increase')
  return {
    title: 'Service level',
    panels: [
      stat({
        id: 1,
        title: 'Calls that succeeded',
        description: `Share of put, putWrites, getTuple and list that succeeded in the time range. Caller errors do not count. The target is ${TARGET_PERCENT}. Below it: find the error under Errors, then read the runbook of KustoSaverErrorBudgetBurnFast.`,
        unit: 'percentunit',
        width: 4,
        decimals: 2,
        base: 'red',
        limits: [
          { from: AVAILABILITY_TARGET - BUDGET, color: 'orange' },
          { from: AVAILABILITY_TARGET, color: 'green' },
        ],
        targets: [{ expr: `1 - ${overRange}`, legend: 'succeeded' }],
      }),
      stat({
        id: 2,
        title: 'Error budget left',
        description: `What is left of the ${(BUDGET * 100).toFixed(2)} % of calls that may fail, as if the time range were the whole period. Negative: stop risky rollouts and see Errors below. Set the range to 30 days for the monthly view.`,
        unit: 'percentunit',
        width: 4,
        decimals: 0,
        base: 'red',
        limits: [
          { from: 0, color: 'orange' },
          { from: 0.25, color: 'green' },
        ],
        targets: [{ expr: `1 - (${overRange}) / ${BUDGET}`, legend: 'left' }],
      }),
      stat({
        id: 3,
        title: 'Errors now',
        description:
          'Share of calls that fail now. Above 1 %: see Errors below. INGEST_* and QUERY_* codes mean Kusto. NOT_PROVISIONED means a rollout without `langgraph-kusto provision`.',
        unit: 'percentunit',
        width: 4,
        decimals: 2,
        limits: [
          { from: BUDGET, color: 'orange' },
          { from: 0.01, color: 'red' },
        ],
        targets: [{ expr: errorRatio(chosen, 'rate'), legend: 'failed' }],
      }),
      stat({
        id: 4,
        title: 'getTuple, 99th percentile',
        description:
          'An agent waits for this before each of its runs. Above 1 s: compare with the duration of queries on the Kusto client dashboard. If that is high, the cluster is busy, otherwise the host.',
        unit: 's',
        width: 4,
        limits: [
          { from: 0.5, color: 'orange' },
          { from: 1, color: 'red' },
        ],
        targets: [{ expr: chosen.quantile(0.99, GET_TUPLE_DURATION), legend: 'p99' }],
      }),
      stat({
        id: 5,
        title: 'Ingestion lag',
        description:
          'Age of the oldest acknowledged row that no query has returned yet. Other processes may read an older state meanwhile. Minutes with streaming ingestion: see the Ingestion dashboard and the runbook of KustoSaverIngestionLagHigh. No data: nobody looks, lagProbeIntervalMs is 0.',
        unit: 's',
        width: 4,
        limits: [
          { from: 60, color: 'orange' },
          { from: 600, color: 'red' },
        ],
        targets: [{ expr: chosen.max(INGESTION_LAG), legend: 'lag' }],
      }),
      stat({
        id: 6,
        title: 'Rows that wait',
        description:
          'Rows in the buffers of all processes that wait for a request. Growing for minutes: agents write faster than Kusto ingests. See the Ingestion dashboard.',
        unit: 'short',
        width: 4,
        limits: [
          { from: 1_000, color: 'orange' },
          { from: 8_000, color: 'red' },
        ],
        targets: [{ expr: chosen.sum(BATCH_QUEUE_SIZE), legend: 'rows' }],
      }),
    ],
  }
}

function calls(): Section {
  return {
    title: 'Calls',
    panels: [
      timeseries({
        id: 10,
        title: 'Calls',
        description:
          'Calls of the saver per second. A run of k supersteps makes about k + 2 puts. Zero while agents work: the host is stuck or not scraped, see KustoSaverAbsent.',
        unit: 'ops',
        width: 6,
        targets: OPERATIONS.map(({ name, calls: family }) => ({
          expr: chosen.rate(family),
          legend: name,
        })),
      }),
      timeseries({
        id: 11,
        title: 'Errors',
        description:
          'Failed calls per second by error code, all operations together. *_UNAVAILABLE: Kusto did not answer in time, retries included. *_REJECTED and NOT_PROVISIONED: it refuses, and retrying does not help. INVALID_*, TOO_LARGE, UNSERIALIZABLE: fix the caller.',
        unit: 'ops',
        width: 12,
        isLargestFirst: true,
        targets: [
          {
            expr: sumOfKinds(
              OPERATIONS.map(({ calls: family }) => family),
              chosen,
              { per: 'rate', by: [ERROR_TYPE], matchers: [isSet(ERROR_TYPE)] },
            ),
            legend: legendOf(ERROR_TYPE),
          },
        ],
      }),
      timeseries({
        id: 12,
        title: 'Errors by operation',
        description:
          'Failed calls per second by operation, all codes together. Writes only: see the Ingestion dashboard. Reads only: see the Kusto client dashboard. All: the cluster or the network.',
        unit: 'ops',
        width: 6,
        targets: OPERATIONS.map(({ name, calls: family }) => ({
          expr: chosen.rate(family, { matchers: [isSet(ERROR_TYPE)] }),
          legend: name,
        })),
      }),
    ],
  }
}

function latency(): Section {
  return {
    title: 'Latency',
    panels: TIMED_OPERATIONS.map(({ name, duration }, index) =>
      timeseries({
        id: 20 + index,
        title: `${name}: duration`,
        description: `Percentiles of ${name}, failed calls included. ${ADVICE_BY_DURATION.get(duration) ?? ADVICE}`,
        unit: 's',
        width: 12,
        limits: [{ from: 1, color: 'red' }],
        targets: [0.5, 0.95, 0.99].map((q) => ({
          expr: chosen.quantile(q, duration),
          legend: `p${q * 100}`,
        })),
      }),
    ),
  }
}

const ADVICE =
  'If it rises, compare with the duration of requests on the Kusto client dashboard. The difference is waiting in this process.'

const ADVICE_BY_DURATION = new Map([
  [
    PUT_DURATION,
    `In durable mode it includes Kusto's acknowledgement. ${ADVICE} Agents that may lose their last steps can use writeMode 'buffered'.`,
  ],
])

function ingestion(): Section {
  return {
    title: 'Ingestion',
    panels: [
      timeseries({
        id: 30,
        title: 'Ingestion lag by table',
        description:
          'Age of the oldest acknowledged row that no query has seen yet. One table alone: see its policies and `.show ingestion failures`. All of them: the cluster is behind.',
        unit: 's',
        width: 8,
        limits: [
          { from: 600, color: 'orange' },
          { from: 1_800, color: 'red' },
        ],
        targets: [
          {
            expr: chosen.max(INGESTION_LAG, { by: [DB_COLLECTION_NAME] }),
            legend: legendOf(DB_COLLECTION_NAME),
          },
        ],
      }),
      timeseries({
        id: 31,
        title: 'Rows that wait by table',
        description:
          'Rows in the buffers. A buffer is bounded (maxBufferedRows). A full one makes callers wait and drops nothing.',
        unit: 'short',
        width: 8,
        targets: [
          {
            expr: chosen.sum(BATCH_QUEUE_SIZE, { by: [DB_COLLECTION_NAME] }),
            legend: legendOf(DB_COLLECTION_NAME),
          },
        ],
      }),
      timeseries({
        id: 32,
        title: 'Retries',
        description:
          'Retries by reason. 429: the cluster throttles, see KustoSaverThrottled. 5xx and network: see Azure service health. timeout: requests exceed their timeout.',
        unit: 'ops',
        width: 8,
        targets: [{ expr: chosen.rate(RETRIES, { by: [REASON] }), legend: legendOf(REASON) }],
      }),
    ],
  }
}
