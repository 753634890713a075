import { TIMED_OPERATIONS } from '../../../dashboards/boards/operations.ts'
import { familyOf, labelOf } from '../../../dashboards/promql/metric-names.ts'
import {
  BATCH_QUEUE_SIZE,
  BLOCKED_WRITES,
  DB_CLIENT_OPERATION_DURATION,
  DB_OPERATION_NAME,
  ERROR_TYPE,
  INGESTION_LAG,
  OVERLAY_ROWS,
  RETRIES,
  type MetricDefinition,
} from '../../../src/telemetry/core/semconv.ts'
import type { SaverCall } from '../../http-api.ts'
import type { Buckets } from './bucket-quantile.ts'
import type { MetricPoint } from '../../prometheus-text.ts'

export const SAVER_CALLS: readonly SaverCall[] = ['put', 'putWrites', 'getTuple', 'list']

/**
 * The saver's own metrics at one moment; counters since the hosts started, summed over all hosts.
 */
export interface SaverReading {
  readonly calls: Readonly<Record<SaverCall, number>>
  readonly failed: Readonly<Record<SaverCall, number>>
  readonly seconds: Readonly<Record<SaverCall, Buckets>>
  readonly queueRows: number
  readonly overlayRows: number
  /** The maximum over tables and hosts. */
  readonly lagSeconds: number
  readonly retries: number
  readonly blockedWrites: number
  /** Requests to Kusto by kind: `query`, `streaming_ingest`, … */
  readonly requests: Readonly<Record<string, number>>
}

/** @param points - from every host's page */
export function saverReading(points: readonly MetricPoint[]): SaverReading {
  const callsOf = (isFailed: boolean) => (metric: MetricDefinition) =>
    sumOf(points, metric, (labels) => isError(labels) === isFailed)
  return {
    calls: byCall(({ calls }) => callsOf(false)(calls)),
    failed: byCall(({ calls }) => callsOf(true)(calls)),
    seconds: byCall(({ duration }) => bucketsOf(points, duration)),
    queueRows: sumOf(points, BATCH_QUEUE_SIZE),
    overlayRows: sumOf(points, OVERLAY_ROWS),
    lagSeconds: Math.max(0, ...valuesOf(points, familyOf(INGESTION_LAG)).map(({ value }) => value)),
    retries: sumOf(points, RETRIES),
    blockedWrites: sumOf(points, BLOCKED_WRITES),
    requests: requestsOf(points),
  }
}

function byCall<T>(
  read: (operation: (typeof TIMED_OPERATIONS)[number]) => T,
): Record<SaverCall, T> {
  const of = (call: SaverCall): T => {
    const operation = TIMED_OPERATIONS.find(({ name }) => name === call)
    if (operation === undefined) throw new Error(`No metrics are known of ${call}.`)
    return read(operation)
  }
  return { put: of('put'), putWrites: of('putWrites'), getTuple: of('getTuple'), list: of('list') }
}

function valuesOf(points: readonly MetricPoint[], series: string): MetricPoint[] {
  return points.filter(({ name }) => name === series)
}

function sumOf(
  points: readonly MetricPoint[],
  metric: MetricDefinition,
  isWanted: (labels: MetricPoint['labels']) => boolean = () => true,
): number {
  return valuesOf(points, familyOf(metric))
    .filter(({ labels }) => isWanted(labels))
    .reduce((sum, { value }) => sum + value, 0)
}

function isError(labels: MetricPoint['labels']): boolean {
  return (labels[labelOf(ERROR_TYPE)] ?? '') !== ''
}

function bucketsOf(points: readonly MetricPoint[], metric: MetricDefinition): Buckets {
  const buckets = new Map<number, number>()
  for (const { labels, value } of valuesOf(points, `${familyOf(metric)}_bucket`)) {
    const bound = labels['le'] === '+Inf' ? Infinity : Number(labels['le'])
    buckets.set(bound, (buckets.get(bound) ?? 0) + value)
  }
  return buckets
}

function requestsOf(points: readonly MetricPoint[]): Record<string, number> {
  const requests: Record<string, number> = {}
  const series = `${familyOf(DB_CLIENT_OPERATION_DURATION)}_count`
  for (const { labels, value } of valuesOf(points, series)) {
    const kind = labels[labelOf(DB_OPERATION_NAME)] ?? 'unknown'
    requests[kind] = (requests[kind] ?? 0) + value
  }
  return requests
}
