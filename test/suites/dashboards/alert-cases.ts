import {
  BATCH_QUEUE_OLDEST_AGE,
  BATCH_QUEUE_SIZE,
  BLOCKED_WRITES,
  BUFFER_FILL,
  CALLS_STALLED,
  DROPPED_ROWS,
  FORKS,
  GET_TUPLE_CALLS,
  GET_TUPLE_DURATION,
  INGESTED_ROWS,
  INGESTION_LAG,
  LOST_ROWS,
  MATERIALIZED_VIEW_AGE,
  OLDEST_CALL_AGE,
  OPEN_SAVERS,
  OVERLAY_FILL,
  PUT_DURATION,
  PUTS,
  RETRIES,
  SPOOL_OLDEST_AGE,
  SPOOL_REFUSED_ROWS,
  TORN_CHECKPOINTS,
  type MetricDefinition,
} from '../../../src/telemetry/core/semconv.ts'
import { selector, type Part } from '../../../dashboards/promql/metric-names.ts'

/** A series as promtool reads it: one value an interval, `0+5x60` counts up by 5 for 60 minutes. */
interface InputSeries {
  readonly series: string
  readonly values: string
}

export interface AlertCase {
  readonly alert: string
  readonly when: string
  readonly series: readonly InputSeries[]
  /** The time at which it must fire, or must not. */
  readonly at: string
  readonly fires: boolean
  /** Time between values of a series, and between evaluations. @default '1m' */
  readonly interval?: string
}

const STREAMING = 'ingestion_mode="streaming"'
const UP = 'up{job="agents", instance="agents-1"}'

export const ALERT_CASES: readonly AlertCase[] = [
  ...pair('KustoSaverErrorBudgetBurnFast', '30m', {
    'fires at 2 % of errors': calls(980, 20),
    'is silent at 0.5 % of errors': calls(995, 5),

    'is silent when callers make the errors': [
      ...calls(500, 0),
      series(PUTS, 'error_type="TOO_LARGE"', '0+500x80'),
    ],
    'fires when only reads fail': [
      ...calls(900, 0),
      series(GET_TUPLE_CALLS, 'error_type="QUERY_UNAVAILABLE"', '0+100x80'),
    ],
  }),
  ...pair('KustoSaverErrorBudgetBurnFast', '80m', {
    'is silent when it is over, though the long windows remember it': [
      ...calls(1000, 0),
      series(PUTS, 'error_type="INGEST_UNAVAILABLE"', '0+100x30 3000x60'),
    ],
  }),
  ...pair('KustoSaverErrorBudgetBurnFast', '29m', {
    'is silent at one failed call of a quiet night, though that is 3 % of them': [
      series(PUTS, '', '0+1x80'),
      series(PUTS, 'error_type="INGEST_UNAVAILABLE"', '0x25 1x55'),
    ],
    'fires when a few calls of a quiet night all fail': [
      series(PUTS, '', '0x80'),
      series(PUTS, 'error_type="INGEST_UNAVAILABLE"', '0x10 1+1x70'),
    ],
  }),
  ...pair('KustoSaverErrorBudgetBurnSlow', '80m', {
    'is silent after the repair of what the fast one has told': [
      ...calls(1000, 0),
      series(PUTS, 'error_type="INGEST_UNAVAILABLE"', '0+100x30 3000x60'),
    ],
  }),
  ...every('2m', [
    ...pair('KustoSaverErrorBudgetBurnSlow', '6h40m', {
      'is silent for 6 hours after the fast one, though a few calls still fail': outage(1000, 5),
    }),
    ...pair('KustoSaverErrorBudgetBurnSlow', '7h30m', {
      'fires 6 hours after the fast one when a few calls still fail': outage(1000, 5),
      'is silent 6 hours after the fast one when no call fails': outage(1000, 0),
    }),
    ...pair('KustoSaverErrorBudgetBurnSlow', '8h', {
      'fires when a call an hour and a half fails for hours, too few for the fast one': [
        series(PUTS, '', '0+1x300'),
        series(PUTS, 'error_type="INGEST_UNAVAILABLE"', '0x44 1x44 2x44 3x44 4x44 5x60'),
      ],
    }),
  ]),
  ...pair('KustoSaverErrorBudgetBurnSlow', '40m', {
    'is silent at one failed call of a quiet night': [
      series(PUTS, '', '0+1x80'),
      series(PUTS, 'error_type="INGEST_UNAVAILABLE"', '0x15 1x65'),
    ],
    'fires at 0.5 % of errors': calls(995, 5),
    'is silent at 0.05 % of errors': calls(1999, 1),
    'is silent without any error': calls(1000, 0),
  }),
  ...pair('KustoSaverGetTupleLatencyHigh', '20m', {
    'fires when 2 % take longer than a second': latency(
      GET_TUPLE_DURATION,
      ['1', '2.5'],
      [98, 100],
    ),
    'is silent when all take less': latency(GET_TUPLE_DURATION, ['0.5', '1'], [98, 100]),
    'is silent when there are but a few calls': latency(GET_TUPLE_DURATION, ['1', '2.5'], [1, 3]),
  }),
  ...pair('KustoSaverPutLatencyHigh', '20m', {
    'fires when 2 % take longer than 2.5 seconds': latency(PUT_DURATION, ['2.5', '5'], [98, 100]),
    'is silent when all take less': latency(PUT_DURATION, ['1', '2.5'], [98, 100]),
  }),
  ...pair('KustoSaverIngestionLagHigh', '10m', {
    'fires above 10 minutes': [series(INGESTION_LAG, inTable(), '601x20')],
    'is silent below': [series(INGESTION_LAG, inTable(), '599x20')],
    'fires above two minutes of streaming ingestion, once for all tables': [
      series(INGESTION_LAG, `${inTable()}, ${STREAMING}`, '121x20'),
      series(INGESTION_LAG, `${inTable('CheckpointBlobs')}, ${STREAMING}`, '130x20'),
    ],
    'is silent below two minutes of streaming ingestion': [
      series(INGESTION_LAG, `${inTable()}, ${STREAMING}`, '119x20'),
    ],
    'is silent when it was only for a moment': [series(INGESTION_LAG, inTable(), '0x8 900x1 0x20')],
  }),
  ...pair('KustoSaverIngestionLagCritical', '10m', {
    'fires above 30 minutes': [series(INGESTION_LAG, inTable(), '1801x20')],
    'fires above 10 minutes of streaming ingestion': [
      series(INGESTION_LAG, `${inTable()}, ${STREAMING}`, '601x20'),
    ],
    'is silent below': [series(INGESTION_LAG, inTable(), '1799x20')],
  }),
  ...pair('KustoSaverIngestionStalled', '40m', {
    'fires when puts come and nothing is acknowledged': [
      series(PUTS, 'error_type="INGEST_UNAVAILABLE"', '0+10x60'),
      series(INGESTED_ROWS, inTable(), '500x60'),
    ],
    'fires when rows wait and nothing has ever been acknowledged': [
      series(BATCH_QUEUE_SIZE, inTable(), '3x60'),
    ],
    'is silent while rows are acknowledged': [
      series(PUTS, '', '0+10x60'),
      series(BATCH_QUEUE_SIZE, inTable(), '3x60'),
      series(INGESTED_ROWS, inTable(), '0+20x60'),
    ],
    'is silent after one put that failed on a quiet night': [
      series(PUTS, 'error_type="INGEST_REJECTED"', '0x27 1x33'),
      series(INGESTED_ROWS, inTable(), '500x60'),
    ],
    'is silent when nobody writes': [
      series(PUTS, '', '7x60'),
      series(BATCH_QUEUE_SIZE, inTable(), '0x60'),
      series(INGESTED_ROWS, inTable(), '14x60'),
    ],
    'is silent when all that is written is refused as too large': [
      series(PUTS, 'error_type="TOO_LARGE"', '0+10x60'),
      series(INGESTED_ROWS, inTable(), '14x60'),
    ],
  }),
  ...pair('KustoSaverQueueGrowing', '40m', {
    'fires when it is nearly full and grows': [
      series(BATCH_QUEUE_SIZE, inTable(), '81+1x60'),
      series(BUFFER_FILL, '', '0.81x60'),
    ],
    'fires when rows wait until they are given up, again and again': [
      series(BATCH_QUEUE_OLDEST_AGE, inTable(), `${'0 20 40 59 '.repeat(15)}0`),
    ],
    'is silent when rows wait for seconds': [series(BATCH_QUEUE_OLDEST_AGE, inTable(), '5x60')],
    'is silent when it is nearly full and does not grow': [
      series(BATCH_QUEUE_SIZE, inTable(), '9000x60'),
      series(BUFFER_FILL, '', '0.9x60'),
      series(BATCH_QUEUE_OLDEST_AGE, inTable(), '2x60'),
    ],
    'is silent when it grows and is far from full': [
      series(BATCH_QUEUE_SIZE, inTable(), '9000+100x60'),
      series(BUFFER_FILL, '', '0.1x60'),
    ],
  }),
  ...pair('KustoSaverWritesBlocked', '20m', {
    'fires while writes wait': [series(BLOCKED_WRITES, 'wait_reason="overlay"', '0+1x30')],
    'is silent when they did once': [series(BLOCKED_WRITES, 'wait_reason="buffer"', '5x30')],
  }),
  ...pair('KustoSaverWritersStandStill', '12m', {
    'fires two minutes after the writers began to wait': [
      series(CALLS_STALLED, 'operation="put"', '0x10 15+60x20'),
    ],
    'is silent while puts succeed': [series(CALLS_STALLED, 'operation="put"', '20x30')],
    'is silent when only a list takes long': [series(CALLS_STALLED, 'operation="list"', '0+60x30')],
  }),
  ...pair('KustoSaverCallsHang', '12m', {
    'fires when a call is older than all retries': [
      series(OLDEST_CALL_AGE, 'operation="get_tuple"', '0x6 60+60x30'),
    ],
    'is silent below': [series(OLDEST_CALL_AGE, 'operation="get_tuple"', '299x30')],
  }),
  ...pair('KustoSaverOverlayNearBound', '20m', {
    'fires near the bound': [series(OVERLAY_FILL, '', '0.81x30')],
    'is silent far from it': [series(OVERLAY_FILL, '', '0.79x30')],
  }),
  ...pair('KustoSaverThrottled', '20m', {
    'fires on answers 429': [series(RETRIES, 'reason="429"', '0+60x30')],
    'is silent on other retries': [series(RETRIES, 'reason="5xx"', '0+60x30')],
    'is silent on a few': [series(RETRIES, 'reason="429"', '0+1x30')],
  }),
  ...pair('KustoSaverRetriesHigh', '20m', {
    'fires on server errors': [series(RETRIES, 'reason="5xx"', '0+60x30')],
    'fires on time-outs': [series(RETRIES, 'reason="timeout"', '0+60x30')],
    'is silent on throttling, which has an alert of its own': [
      series(RETRIES, 'reason="429"', '0+60x30'),
    ],
    'is silent on a few': [series(RETRIES, 'reason="network"', '0+1x30')],
  }),
  ...pair('KustoSaverRowsDropped', '12m', {
    'fires at once': [series(DROPPED_ROWS, inTable(), '0x10 1x20')],
    'fires when the series begins with the loss': [series(DROPPED_ROWS, inTable(), '_x10 3x20')],
    'is silent without a loss': [series(DROPPED_ROWS, inTable(), '0x30')],
  }),
  ...pair('KustoSaverRowsDropped', '40m', {
    'is silent long after the loss': [series(DROPPED_ROWS, inTable(), '0x10 1x40')],
    'is silent after a gap in scraping that came long after the loss': [
      series(DROPPED_ROWS, inTable(), '0x2 1x10 _x24 1x10'),
    ],
  }),
  ...pair('KustoSaverSpoolRefused', '12m', {
    'fires at once': [series(SPOOL_REFUSED_ROWS, '', '0x10 1x20')],
    'is silent without a refusal': [series(SPOOL_REFUSED_ROWS, '', '0x30')],
  }),
  ...pair('KustoSaverSpoolOld', '20m', {
    'fires when rows wait for minutes': [series(SPOOL_OLDEST_AGE, '', '301x30')],
    'is silent when they wait for seconds': [series(SPOOL_OLDEST_AGE, '', '20x30')],
  }),
  ...pair('KustoSaverRowsLost', '12m', {
    'fires at once': [series(LOST_ROWS, inTable(), '0x10 1x20')],
    'fires when the series begins with the loss': [series(LOST_ROWS, inTable(), '_x10 3x20')],
    'is silent without a loss': [series(LOST_ROWS, inTable(), '0x30')],
  }),
  ...pair('KustoSaverValuesGone', '12m', {
    'fires on the first checkpoint that was whole once': [
      series(TORN_CHECKPOINTS, 'torn_state="lost"', '0x10 1x20'),
    ],
    'fires on many of which nobody knows': [
      series(TORN_CHECKPOINTS, 'torn_state="unconfirmed"', '0x5 0+3x20'),
    ],
    'is silent on a put that failed half way': [
      series(TORN_CHECKPOINTS, 'torn_state="unconfirmed"', '0x10 1x20'),
    ],
    'is silent on rows that are late': [series(TORN_CHECKPOINTS, 'torn_state="late"', '0+9x30')],
  }),
  ...pair('KustoSaverThreadsForked', '12m', {
    'fires on the first fork': [series(FORKS, '', '0x10 1x20')],
    'is silent without a fork': [series(FORKS, '', '0x30')],
  }),
  ...pair('KustoSaverMetricOverflow', '10m', {
    'fires on a point of the overflow': [series(PUTS, 'otel_metric_overflow="true"', '1x20')],
    'fires on one of the standard metric, which has the label with most values': [
      {
        series:
          'db_client_operation_duration_count{job="agents", instance="agents-1", otel_metric_overflow="true"}',
        values: '1x20',
      },
    ],
    'is silent without': [series(PUTS, '', '1x20')],
  }),
  ...pair('KustoSaverAbsent', '60m', {
    'fires when a job falls silent': [series(PUTS, '', '0+1x20 stale')],
    'is silent while it reports, be it that nothing changes': [series(PUTS, '', '5x80')],
    'fires when its target is dead': [
      series(PUTS, '', '0+1x20 stale'),
      series(OPEN_SAVERS, '', '1x20 stale'),
      { series: UP, values: '1x20 0x80' },
    ],
    'is silent when its savers were closed': [
      series(PUTS, '', '0+1x20 stale'),
      series(OPEN_SAVERS, '', '1x18 0 0 stale'),
      { series: UP, values: '1x20 0x80' },
    ],
    'is silent when it was scaled to zero': [
      series(PUTS, '', '0+1x20 stale'),
      series(OPEN_SAVERS, '', '1x20 stale'),
      { series: UP, values: '1x20 stale' },
    ],
  }),
  ...pair('KustoSaverViewBehind', '45m', {
    'fires above an hour': [series(MATERIALIZED_VIEW_AGE, inTable('LatestCheckpoints'), '3601x60')],
    'is silent below': [series(MATERIALIZED_VIEW_AGE, inTable('LatestCheckpoints'), '3599x60')],
  }),
]

function pair(
  alert: string,
  at: string,
  cases: Readonly<Record<string, readonly InputSeries[]>>,
): AlertCase[] {
  return Object.entries(cases).map(([when, given]) => ({
    alert,
    when,
    series: given,
    at,
    fires: when.startsWith('fires'),
  }))
}

function calls(succeeded: number, failed: number): InputSeries[] {
  const failures = series(PUTS, 'error_type="INGEST_UNAVAILABLE"', `0+${failed}x300`)
  return [series(PUTS, '', `0+${succeeded}x300`), ...(failed === 0 ? [] : [failures])]
}

/** 15 intervals in which every tenth call fails, then this many failures per interval. */
function outage(succeeded: number, failedAfter: number): InputSeries[] {
  const failures = `0+100x15 ${1500 + failedAfter}+${failedAfter}x300`
  return [
    series(PUTS, '', `0+${succeeded}x320`),
    series(PUTS, 'error_type="INGEST_UNAVAILABLE"', failures),
  ]
}

function every(interval: string, cases: readonly AlertCase[]): AlertCase[] {
  return cases.map((one) => ({ ...one, interval }))
}

/** Cumulative counts by upper end, restarted each minute. */
function latency(
  metric: MetricDefinition,
  ends: readonly string[],
  counts: readonly number[],
): InputSeries[] {
  const all = counts.at(-1) ?? 0
  return [
    ...[...ends, '+Inf'].map((le, index) =>
      series(metric, `le="${le}"`, `0+${counts[index] ?? all}x40`, 'bucket'),
    ),
    series(metric, '', `0+${all}x40`, 'count'),
  ]
}

function series(
  metric: MetricDefinition,
  labels: string,
  values: string,
  part?: Part,
): InputSeries {
  const matchers = ['job="agents"', 'instance="agents-1"', ...(labels === '' ? [] : [labels])]
  return { series: selector(metric, matchers, part), values }
}

function inTable(name = 'Checkpoints'): string {
  return `db_collection_name="${name}"`
}
