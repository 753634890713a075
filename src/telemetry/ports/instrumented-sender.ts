import type { BatchInfo, BatchReason, BatchSender, IngestPath } from '../../ingest/batch-sender.ts'
import { systemClock } from '../../clock.ts'
import type { TableSchema } from '../../tables/schema.ts'
import { batchOrigin } from '../traces/batch-origin.ts'
import { linkBatch } from '../traces/link-batch.ts'
import { clientRequestId } from '../core/client-request-id.ts'
import { definedAttributes, type Attributes } from '../core/defined-attributes.ts'
import { INGEST_OPERATION } from '../core/ingest-labels.ts'
import { requestFailure, type Failure } from '../core/failure.ts'
import { withoutThrowing } from '../core/without-throwing.ts'
import type { MetricRecorder } from '../metrics/metric-recorder.ts'
import type { RequestNames, RequestNaming } from '../core/request-names.ts'
import {
  BATCH_BYTES,
  BATCH_BYTES_ATTRIBUTE,
  BATCH_PUTS,
  BATCH_ROWS,
  BATCH_ROWS_ATTRIBUTE,
  CLIENT_REQUEST_ID,
  FLUSH_REASON,
  INGEST_DURATION,
  SPAN_FLUSH_REASON,
} from '../core/semconv.ts'
import type { RunningSpan, SpanSource } from '../traces/span-source.ts'

export interface InstrumentedSenderParts {
  readonly spans: SpanSource
  readonly metrics: MetricRecorder
  readonly naming: RequestNaming
}

const LABELS_OF_REASON: Readonly<Record<BatchReason, Attributes>> = {
  idle: definedAttributes([FLUSH_REASON, 'idle']),
  rows: definedAttributes([FLUSH_REASON, 'rows']),
  bytes: definedAttributes([FLUSH_REASON, 'bytes']),
  linger: definedAttributes([FLUSH_REASON, 'linger']),
  flush: definedAttributes([FLUSH_REASON, 'flush']),
  close: definedAttributes([FLUSH_REASON, 'close']),
}

/**
 * Decorates a sender with telemetry: one span per batch, including its retries. The span is a child
 * of its operation; operations that share a batch are linked with it, in both directions.
 */
export class InstrumentedSender implements BatchSender {
  readonly #inner: BatchSender
  readonly #operation: 'streaming_ingest' | 'queued_ingest'
  readonly #parts: InstrumentedSenderParts

  constructor(inner: BatchSender, path: IngestPath, parts: InstrumentedSenderParts) {
    this.#inner = inner
    this.#operation = INGEST_OPERATION[path]
    this.#parts = parts
  }

  async send(table: TableSchema, body: Uint8Array, batch: BatchInfo): Promise<void> {
    const startMs = systemClock.nowMs()
    const names = this.#parts.naming.byTable(this.#operation, table.name)
    const span = withoutThrowing(() => this.#start(names, batch), undefined)
    const send = (): Promise<void> => this.#inner.send(table, body, batch)
    let failure: Failure | undefined
    try {
      await (span === undefined ? send() : span.run(send))
    } catch (error) {
      failure = withoutThrowing(() => requestFailure(error), undefined)
      if (failure !== undefined) span?.fail(failure)
      throw error
    } finally {
      span?.end()
      const seconds = (systemClock.nowMs() - startMs) / 1000
      this.#parts.metrics.record(
        INGEST_DURATION,
        seconds,
        names.batchLabels(failure),
        span?.context,
      )
    }
  }

  #start({ operation, summary, attributes }: RequestNames, batch: BatchInfo): RunningSpan {
    const { spans, metrics } = this.#parts
    const origin = batchOrigin(batch.contexts)
    const span = spans.start(summary, { kind: 'CLIENT', attributes, origin })
    if (span.isRecording) {
      const requestId = clientRequestId(operation, span.spanContext)
      if (origin.others.length > 0) linkBatch(origin.others, span.spanContext, requestId)
      span.set(BATCH_ROWS_ATTRIBUTE, batch.rows)
      span.set(BATCH_PUTS, batch.callers)
      span.set(BATCH_BYTES_ATTRIBUTE, batch.bytes)
      span.set(SPAN_FLUSH_REASON, batch.reason)
      span.set(CLIENT_REQUEST_ID, requestId)
    }
    const reason = LABELS_OF_REASON[batch.reason]
    metrics.record(BATCH_ROWS, batch.rows, reason, span.context)
    metrics.record(BATCH_BYTES, batch.bytes, reason, span.context)
    return span
  }
}
