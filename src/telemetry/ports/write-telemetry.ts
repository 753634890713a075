import { context, trace, type SpanContext } from '@opentelemetry/api'
import { systemClock } from '../../clock.ts'
import type {
  BatchAttempt,
  BatchFailure,
  QueueDepth,
  SinkObserver,
} from '../../ingest/sink-observer.ts'
import { TABLES } from '../../tables/schema.ts'
import { definedAttributes } from '../shared/defined-attributes.ts'
import { retryReason } from '../shared/failure.ts'
import type { GaugeReading } from '../metrics/gauge-source.ts'
import type { MetricRecorder } from '../metrics/metric-recorder.ts'
import type { SaverLog } from '../logs/saver-log.ts'
import {
  BATCH_QUEUE_BYTES,
  BATCH_QUEUE_OLDEST_AGE,
  BATCH_QUEUE_SIZE,
  BLOCKED_WRITES,
  DB_OPERATION_NAME,
  INGESTED_BYTES,
  INGESTED_ROWS,
  REASON,
  RETRIES,
} from '../shared/semconv.ts'
import { labelsOfTable } from '../shared/table-labels.ts'
import { usableSpanContext } from '../traces/usable-span-context.ts'

export interface WriteTelemetryParts {
  readonly metrics: MetricRecorder
  readonly log: SaverLog
}

/** Counters, gauges and log lines of the write path, which ignores errors thrown here. */
export class WriteTelemetry implements SinkObserver {
  readonly #parts: WriteTelemetryParts
  readonly #depths = new Map<string, QueueDepth>()

  constructor(parts: WriteTelemetryParts) {
    this.#parts = parts
  }

  /** The span that a batch is linked to. */
  callerContext(): SpanContext | undefined {
    return usableSpanContext(trace.getSpan(context.active()))
  }

  queueChanged(depth: QueueDepth): void {
    this.#depths.set(depth.table, depth)
  }

  writeBlocked({ table, rows, bytes }: { table: string; rows: number; bytes: number }): void {
    this.#parts.metrics.add(BLOCKED_WRITES, 1, labelsOfTable(table))
    this.#parts.log.write('debug', () => ({ table, rows, bytes }), 'buffer full, write waits')
  }

  batchAcknowledged({ table, batch }: BatchAttempt): void {
    const { live } = this.#parts.metrics
    const attributes = labelsOfTable(table)
    live?.add(INGESTED_ROWS, batch.rows, attributes)
    live?.add(INGESTED_BYTES, batch.bytes, attributes)
  }

  batchRetried(
    retry: BatchAttempt & { readonly delayMs: number; readonly failure: BatchFailure },
  ): void {
    const { table, path, attempt, batch, delayMs, failure } = retry
    this.countRetry(path === 'queued' ? 'queued_ingest' : 'streaming_ingest', failure)
    this.#parts.log.write(
      'warn',
      () => ({
        op: 'ingest',
        table,
        path,
        attempt,
        rows: batch.rows,
        delay_ms: Math.round(delayMs),
        kusto_code: failure.code,
        http_status: failure.status,
      }),
      'ingestion failed, will be retried',
    )
  }

  throttled(limit: number): void {
    this.#parts.log.write(
      'warn',
      () => ({ op: 'ingest', limit }),
      'throttled, sending fewer requests at once',
    )
  }

  countRetry(operation: string, failure: { code: string; status: number | undefined }): void {
    this.#parts.metrics.add(
      RETRIES,
      1,
      definedAttributes([DB_OPERATION_NAME, operation], [REASON, retryReason(failure)]),
    )
  }

  /** One point per table, so that a series does not start with its first queued row. */
  readGauges(): GaugeReading[] {
    const nowMs = systemClock.nowMs()
    return TABLES.flatMap(({ name: table }) => {
      const { rows = 0, bytes = 0, oldestAtMs = nowMs } = this.#depths.get(table) ?? {}
      return [
        { metric: BATCH_QUEUE_SIZE, table, value: rows },
        { metric: BATCH_QUEUE_BYTES, table, value: bytes },
        { metric: BATCH_QUEUE_OLDEST_AGE, table, value: Math.max(0, nowMs - oldestAtMs) / 1000 },
      ]
    })
  }
}
