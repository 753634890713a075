import type { Span } from '@opentelemetry/api'
import { systemClock } from '../../clock.ts'
import type {
  BatchAttempt,
  BatchFailure,
  QueueDepth,
  SinkObserver,
} from '../../ingest/sink-observer.ts'
import { TABLES } from '../../tables/schema.ts'
import { definedAttributes } from '../core/defined-attributes.ts'
import { retryReason } from '../core/failure.ts'
import { INGEST_OPERATION } from '../core/ingest-labels.ts'
import type { GaugeReading } from '../metrics/gauge-source.ts'
import type { MetricRecorder } from '../metrics/metric-recorder.ts'
import type { SummedLines } from '../logs/summed-lines.ts'
import {
  BATCH_QUEUE_BYTES,
  BATCH_QUEUE_OLDEST_AGE,
  BATCH_QUEUE_SIZE,
  DB_OPERATION_NAME,
  INGESTED_BYTES,
  INGESTED_ROWS,
  REASON,
  RETRIES,
  WAIT_DURATION,
} from '../core/semconv.ts'
import { labelsOfTable } from '../core/table-labels.ts'
import { labelsOfWait } from '../core/wait-labels.ts'
import { callerSpan } from '../traces/caller-span.ts'

import type { WriteWaits } from './write-waits.ts'

export interface WriteTelemetryParts {
  readonly metrics: MetricRecorder
  readonly lines: SummedLines
  readonly waits: WriteWaits
}

/** Counters, gauges and log lines of the write path, which ignores errors thrown here. */
export class WriteTelemetry implements SinkObserver {
  readonly #parts: WriteTelemetryParts
  readonly #depths = new Map<string, QueueDepth>()

  constructor(parts: WriteTelemetryParts) {
    this.#parts = parts
  }

  /** The operation's span, for the span of the batch with its rows. */
  callerContext(): Span | undefined {
    return callerSpan()
  }

  queueChanged(depth: QueueDepth): void {
    this.#depths.set(depth.table, depth)
  }

  writeBlocked(write: { table: string; rows: number; bytes: number }): void {
    this.#parts.waits.began('buffer', () => ({ ...write }))
  }

  writeUnblocked({ waitedMs }: { waitedMs: number }): void {
    this.#parts.waits.ended('buffer', waitedMs)
  }

  batchClosed({ waitedMs }: { waitedMs: number }): void {
    this.#parts.metrics.record(WAIT_DURATION, waitedMs / 1000, labelsOfWait('batch'))
  }

  turnCame(waitedMs: number): void {
    this.#parts.metrics.record(WAIT_DURATION, waitedMs / 1000, labelsOfWait('ingest_turn'))
  }

  batchAcknowledged({ table, batch }: BatchAttempt): void {
    const { metrics } = this.#parts
    const attributes = labelsOfTable(table)
    metrics.add(INGESTED_ROWS, batch.rows, attributes)
    metrics.add(INGESTED_BYTES, batch.bytes, attributes)
  }

  batchRetried(
    retry: BatchAttempt & { readonly delayMs: number; readonly failure: BatchFailure },
  ): void {
    const { table, path, attempt, batch, delayMs, failure } = retry
    this.countRetry(INGEST_OPERATION[path], failure)
    this.#parts.lines.write(
      'warn',
      `ingest ${failure.code}`,
      () => ({
        op: 'ingest',
        table,
        path,
        attempt,
        rows: batch.rows,
        delay_ms: Math.round(delayMs),
        kusto_code: failure.code,
        http_status: failure.status,
        client_request_id: failure.clientRequestId,
      }),
      'ingestion failed, will be retried',
    )
  }

  throttled(limit: number): void {
    this.#parts.lines.write(
      'warn',
      'ingest',
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
      const attributes = labelsOfTable(table)
      const { rows = 0, bytes = 0, oldestAtMs = nowMs } = this.#depths.get(table) ?? {}
      return [
        { metric: BATCH_QUEUE_SIZE, attributes, value: rows },
        { metric: BATCH_QUEUE_BYTES, attributes, value: bytes },
        {
          metric: BATCH_QUEUE_OLDEST_AGE,
          attributes,
          value: Math.max(0, nowMs - oldestAtMs) / 1000,
        },
      ]
    })
  }
}
