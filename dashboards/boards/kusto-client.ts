import type { Dashboard } from '@grafana/grafana-foundation-sdk/dashboard'
import { CONNECTION_CODES } from '../../src/kusto-error.ts'
import {
  BATCH_BYTES,
  BATCH_ROWS,
  DB_CLIENT_OPERATION_DURATION,
  DB_COLLECTION_NAME,
  DB_OPERATION_NAME,
  DB_RESPONSE_STATUS_CODE,
  ERROR_TYPE,
  FLUSH_REASON,
  INGEST_DURATION,
  INGESTED_BYTES,
  INGESTED_ROWS,
  PAGES,
  REASON,
  RETRIES,
  TOKENS,
} from '../../src/telemetry/core/semconv.ts'
import { bargauge } from '../grafana/bargauge.ts'
import { buildBoard, type Section } from '../grafana/board.ts'
import { alertMarks, chosen, prometheusVariables } from '../grafana/prometheus-variables.ts'
import { stat } from '../grafana/stat.ts'
import { timeseries } from '../grafana/timeseries.ts'
import { orZero } from '../promql/expressions.ts'
import { is, isNoneOf, isSet, legendOf } from '../promql/metric-names.ts'
import { requestsUnderWay } from './under-way.ts'

const REQUESTS = DB_CLIENT_OPERATION_DURATION
/**
 * The requests of calls: queries and ingestion. Commands come from setup, health checks and the lag
 * probe. A health check gets a harmless 403 for everything that it may not see.
 */
const OF_CALLS = [isNoneOf(DB_OPERATION_NAME, ['management'])]

/** A request that the caller or a closing client aborted says nothing about Kusto. */
const FAILED = [
  isSet(ERROR_TYPE),
  isNoneOf(ERROR_TYPE, [CONNECTION_CODES.aborted, CONNECTION_CODES.closed]),
]

const OVER_RANGE = chosen.over('$__range')

/** Requests to Kusto and their results. */
export function kustoClient(): Dashboard {
  return buildBoard({
    uid: 'langgraph-kusto-client',
    title: 'LangGraph on Kusto / Kusto client',
    description:
      'Requests to Kusto: how many, how long, refused or throttled, and how well writes share them.',
    from: 'now-3h',
    refresh: '30s',
    variables: prometheusVariables(),
    annotations: [alertMarks()],
    sections: [
      atAGlance(),
      requests(),
      requestsUnderWay(),
      throttling(),
      ingestRequests(),
      batches(),
    ],
  })
}

function atAGlance(): Section {
  const all = chosen.rate(REQUESTS, { part: 'count' })
  const ofCalls = chosen.rate(REQUESTS, { part: 'count', matchers: OF_CALLS })
  const failed = chosen.rate(REQUESTS, {
    part: 'count',
    matchers: [...OF_CALLS, ...FAILED],
  })
  return {
    title: 'At a glance',
    panels: [
      stat({
        id: 1,
        title: 'Requests',
        description:
          'Requests to Kusto per second, counting every attempt. More than the cluster is sized for: raise lingerMs or enlarge the cluster.',
        unit: 'reqps',
        width: 6,
        limits: [],
        targets: [{ expr: all, legend: 'requests' }],
      }),
      stat({
        id: 2,
        title: 'Requests that failed',
        description:
          'Share of queries and ingestions that Kusto refused or did not answer. Retries hide most of them from callers. Above 5 %: see Failures below.',
        unit: 'percentunit',
        width: 6,
        decimals: 2,
        limits: [
          { from: 0.01, color: 'orange' },
          { from: 0.05, color: 'red' },
        ],
        targets: [{ expr: `${orZero(failed, ofCalls)} / (${ofCalls} > 0)`, legend: 'failed' }],
      }),
      stat({
        id: 3,
        title: 'Rows per request',
        description:
          'Mean rows of an ingestion request. Near 1 under load: writes do not overlap. A lingerMs of a few milliseconds makes them share requests.',
        unit: 'short',
        width: 6,
        decimals: 1,
        limits: [],
        targets: [{ expr: chosen.mean(BATCH_ROWS), legend: 'rows' }],
      }),
      stat({
        id: 4,
        title: 'Throttled',
        description:
          'Retries after HTTP 429 per second. If this lasts, the cluster is over its capacity policy. KustoSaverThrottled fires above 0.1 for 5 minutes.',
        unit: 'reqps',
        width: 6,
        decimals: 2,
        limits: [
          { from: 0.01, color: 'orange' },
          { from: 0.1, color: 'red' },
        ],
        targets: [
          {
            expr: orZero(chosen.rate(RETRIES, { matchers: [is(REASON, '429')] }), all),
            legend: '429',
          },
        ],
      }),
    ],
  }
}

function requests(): Section {
  const operation = legendOf(DB_OPERATION_NAME)
  return {
    title: 'Requests',
    panels: [
      timeseries({
        id: 10,
        title: 'Requests by operation',
        description:
          'Per second. getTuple is one query, a put one or two ingestions. Queries far above the calls of getTuple and list: something else uses the saver, or lists are long.',
        unit: 'reqps',
        width: 8,
        style: 'stack',
        targets: [
          {
            expr: chosen.rate(REQUESTS, { part: 'count', by: [DB_OPERATION_NAME] }),
            legend: operation,
          },
        ],
      }),
      timeseries({
        id: 11,
        title: 'Duration by operation, 95th percentile',
        description:
          'Time until Kusto answered. Slow queries: look for cold data and large results in `.show queries | where Text has "Checkpoints"`. Slow ingestions: see `.show capacity`.',
        unit: 's',
        width: 8,
        targets: [
          { expr: chosen.quantile(0.95, REQUESTS, { by: [DB_OPERATION_NAME] }), legend: operation },
        ],
      }),
      timeseries({
        id: 12,
        title: 'Failures',
        description:
          'Failed requests per second by operation, error and HTTP status. 401 and 403: credentials or roles. 400: schema and package have different versions. 429: throttled. 5xx: service health. 403 of management alone: a health check that may not see everything, which is harmless. RequestAborted: callers gave up.',
        unit: 'reqps',
        width: 8,
        targets: [
          {
            expr: chosen.rate(REQUESTS, {
              part: 'count',
              by: [DB_OPERATION_NAME, ERROR_TYPE, DB_RESPONSE_STATUS_CODE],
              matchers: [isSet(ERROR_TYPE)],
            }),
            legend: `${operation} ${legendOf(ERROR_TYPE)}`,
          },
        ],
      }),
    ],
  }
}

function throttling(): Section {
  return {
    title: 'Retries',
    panels: [
      timeseries({
        id: 20,
        title: 'Retries by reason',
        description:
          'Retries per second. A few are normal. Lasting 429: use fewer writers or a larger cluster. timeout: raise ingestTimeoutMs or find the slow part. network: check the path from host to cluster.',
        unit: 'reqps',
        width: 12,
        style: 'stack',
        isLargestFirst: true,
        targets: [
          {
            expr: chosen.rate(RETRIES, { by: [DB_OPERATION_NAME, REASON] }),
            legend: `${legendOf(DB_OPERATION_NAME)} ${legendOf(REASON)}`,
          },
        ],
      }),
      timeseries({
        id: 21,
        title: 'Pages of lists',
        description:
          'Pages that list() fetched per second. Many: a caller walks whole histories. Let it pass a limit or a filter.',
        unit: 'reqps',
        width: 12,
        targets: [{ expr: chosen.rate(PAGES), legend: 'pages' }],
      }),
      timeseries({
        id: 22,
        title: 'Tokens',
        description:
          'Tokens for Kusto that processes got, and attempts that failed (AuthenticationFailed). A renewal an hour is normal. Failures: look at the identity of the host, not at Kusto. Only of savers made from a connection string.',
        unit: 'ops',
        width: 12,
        targets: [
          {
            expr: chosen.rate(TOKENS, { by: [ERROR_TYPE] }),
            legend: `token ${legendOf(ERROR_TYPE)}`,
          },
        ],
      }),
    ],
  }
}

function ingestRequests(): Section {
  const table = legendOf(DB_COLLECTION_NAME)
  return {
    title: 'Ingestion requests',
    panels: [
      timeseries({
        id: 30,
        title: 'Batches: duration',
        description:
          'Time from closing a batch until Kusto acknowledged it or the saver gave up, retries included. Far above the duration of single requests: see Retries.',
        unit: 's',
        width: 8,
        targets: [0.5, 0.95, 0.99].map((q) => ({
          expr: chosen.quantile(q, INGEST_DURATION),
          legend: `p${q * 100}`,
        })),
      }),
      timeseries({
        id: 31,
        title: 'Bytes ingested by table',
        description:
          'Acknowledged bytes of JSON per second. CheckpointBlobs far above the rest: large channel values change at each step. See Largest channels on the Threads dashboard.',
        unit: 'Bps',
        width: 8,
        style: 'stack',
        targets: [
          { expr: chosen.rate(INGESTED_BYTES, { by: [DB_COLLECTION_NAME] }), legend: table },
        ],
      }),
      timeseries({
        id: 32,
        title: 'Rows ingested by table',
        description:
          'Acknowledged rows per second. It follows the calls of put and putWrites. If it does not, see KustoSaverIngestionStalled.',
        unit: 'rowsps',
        width: 8,
        style: 'stack',
        targets: [
          { expr: chosen.rate(INGESTED_ROWS, { by: [DB_COLLECTION_NAME] }), legend: table },
        ],
      }),
    ],
  }
}

function batches(): Section {
  return {
    title: 'Batches',
    panels: [
      timeseries({
        id: 40,
        title: 'Rows of a batch',
        description:
          'The more rows share a request, the cheaper. At batchSize (100) all the time: raise it. At 1 under load: set lingerMs.',
        unit: 'short',
        width: 8,
        targets: [0.5, 0.95].map((q) => ({
          expr: chosen.quantile(q, BATCH_ROWS),
          legend: `p${q * 100}`,
        })),
      }),
      timeseries({
        id: 41,
        title: 'Bytes of a batch',
        description:
          'JSON of one request. Streaming ingestion takes 4 MB. Near 3 MB all the time: bytes, not rows, close batches. Look for large states.',
        unit: 'bytes',
        width: 8,
        targets: [0.5, 0.95].map((q) => ({
          expr: chosen.quantile(q, BATCH_BYTES),
          legend: `p${q * 100}`,
        })),
      }),
      bargauge({
        id: 42,
        title: 'Why batches were sent',
        description:
          'Batches of the time range by reason for sending them. idle: nothing was under way, best latency. rows or bytes: full. linger: the wait was over. flush and close: the caller asked. Mostly rows or bytes with waiting rows: raise maxConcurrentIngests.',
        unit: 'short',
        width: 8,
        targets: [
          {
            expr: OVER_RANGE.increase(BATCH_ROWS, { part: 'count', by: [FLUSH_REASON] }),
            legend: legendOf(FLUSH_REASON),
          },
        ],
      }),
    ],
  }
}
