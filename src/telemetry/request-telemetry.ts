import { context, trace, type SpanContext } from '@opentelemetry/api'
import { systemClock } from '../ingest/clock.ts'
import { clientRequestId } from './client-request-id.ts'
import { definedAttributes, type Attributes } from './defined-attributes.ts'
import { requestFailure, type Failure } from './failure.ts'
import { harmless } from './harmless.ts'
import type { KustoPlace } from './kusto-place.ts'
import type { MetricRecorder } from './metric-recorder.ts'
import type { SaverLog } from './saver-log.ts'
import {
  CLIENT_REQUEST_ID,
  DB_CLIENT_OPERATION_DURATION,
  DB_COLLECTION_NAME,
  DB_NAMESPACE,
  DB_OPERATION_NAME,
  DB_QUERY_SUMMARY,
  DB_QUERY_TEXT,
  DB_RESPONSE_STATUS_CODE,
  DB_SYSTEM,
  DB_SYSTEM_NAME,
  ERROR_TYPE,
  SERVER_ADDRESS,
  SERVER_PORT,
} from './semconv.ts'
import type { RunningSpan, SpanSource } from './span-source.ts'

export type RequestOperation = 'query' | 'management' | 'streaming_ingest' | 'queued_ingest'

export interface RequestTelemetryParts {
  readonly spans: SpanSource
  readonly metrics: MetricRecorder
  readonly log: SaverLog
  readonly place: KustoPlace
  readonly recordsQueryText: boolean
}

/** Spans, durations and log lines of single requests to Kusto. */
export class RequestTelemetry {
  readonly #parts: RequestTelemetryParts

  constructor(parts: RequestTelemetryParts) {
    this.#parts = parts
  }

  /** What a span of a request has from its start, so that samplers see it. */
  attributes(operation: RequestOperation, summary: string, table?: string): Attributes {
    const { database, host, port } = this.#parts.place
    return definedAttributes(
      [DB_SYSTEM_NAME, DB_SYSTEM],
      [DB_NAMESPACE, database],
      [DB_COLLECTION_NAME, table],
      [DB_OPERATION_NAME, operation],
      [DB_QUERY_SUMMARY, summary],
      [SERVER_ADDRESS, host],
      [SERVER_PORT, port],
    )
  }

  /** A query or a command: a span of its own. */
  async traced<T>(
    request: { operation: RequestOperation; summary: string; text: string },
    send: (requestId: string | undefined) => Promise<T>,
  ): Promise<T> {
    const { operation, summary, text } = request
    const span = harmless(() => this.#start(operation, summary), undefined)
    const requestId = clientRequestId(operation, span?.spanContext)
    span?.set(() =>
      definedAttributes(
        [CLIENT_REQUEST_ID, requestId],
        [DB_QUERY_TEXT, this.#parts.recordsQueryText ? text : undefined],
      ),
    )
    const timed = async (): Promise<T> =>
      this.timed({ operation, summary, requestId, span }, async () => send(requestId))
    try {
      return await (span === undefined ? timed() : span.run(timed))
    } catch (error) {
      harmless(() => span?.fail(requestFailure(error)), undefined)
      throw error
    } finally {
      span?.end()
    }
  }

  /** An ingestion: its batch's span is the active one already. */
  async ofBatch<T>(
    request: { operation: RequestOperation; table: string },
    send: (requestId: string | undefined) => Promise<T>,
  ): Promise<T> {
    const { operation, table } = request
    const spanContext = harmless(() => trace.getSpanContext(context.active()), undefined)
    const requestId = clientRequestId(operation, spanContext)
    return this.timed({ operation, summary: `ingest ${table}`, table, requestId }, async () =>
      send(requestId),
    )
  }

  async timed<T>(request: TimedRequest, send: () => Promise<T>): Promise<T> {
    const startMs = systemClock.nowMs()
    try {
      const answer = await send()
      harmless(() => this.#finished(request, startMs, undefined), undefined)
      return answer
    } catch (error) {
      harmless(() => this.#finished(request, startMs, requestFailure(error)), undefined)
      throw error
    }
  }

  #start(operation: RequestOperation, summary: string): RunningSpan {
    const attributes = this.attributes(operation, summary)
    return this.#parts.spans.start(summary, { kind: 'CLIENT', attributes })
  }

  #finished(request: TimedRequest, startMs: number, failure: Failure | undefined): void {
    const durationMs = systemClock.nowMs() - startMs
    this.#record(request, durationMs / 1000, failure)
    this.#parts.log.write(
      'debug',
      () => ({
        op: request.operation,
        summary: request.summary,
        client_request_id: request.requestId,
        duration_ms: durationMs,
        ...(failure === undefined ? {} : { error_type: failure.type, failure: failure.text }),
      }),
      failure === undefined ? 'request answered' : 'request failed',
      request.span?.spanContext,
    )
  }

  #record(request: TimedRequest, seconds: number, failure: Failure | undefined): void {
    const { metrics, place } = this.#parts
    if (!metrics.isLive) return
    metrics.record(
      DB_CLIENT_OPERATION_DURATION,
      seconds,
      definedAttributes(
        [DB_SYSTEM_NAME, DB_SYSTEM],
        [DB_NAMESPACE, place.database],
        [DB_COLLECTION_NAME, request.table],
        [DB_OPERATION_NAME, request.operation],
        [SERVER_ADDRESS, place.host],
        [ERROR_TYPE, failure?.type],
        [DB_RESPONSE_STATUS_CODE, failure?.status],
      ),
    )
  }
}

interface TimedRequest {
  readonly operation: RequestOperation
  readonly summary: string
  readonly table?: string
  readonly requestId: string | undefined
  readonly span?: { readonly spanContext: SpanContext | undefined } | undefined
}
