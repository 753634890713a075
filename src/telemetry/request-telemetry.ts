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

interface TimedRequest {
  readonly operation: RequestOperation
  readonly summary: string
  readonly table?: string
  readonly startMs: number
  readonly requestId: string | undefined
  readonly spanContext?: SpanContext | undefined
}

/** Spans, durations and log lines of single requests to Kusto. */
export class RequestTelemetry {
  readonly #parts: RequestTelemetryParts
  /** Summaries are constant by template, tables few. */
  readonly #attributes = new Map<string, Attributes>()
  /** Of requests that succeeded. */
  readonly #labels = new Map<string, Attributes>()

  constructor(parts: RequestTelemetryParts) {
    this.#parts = parts
  }

  /** What a span of a request has from its start, so that samplers see it. */
  attributes(operation: RequestOperation, summary: string, table?: string): Attributes {
    const key = `${operation} ${summary}`
    let attributes = this.#attributes.get(key)
    if (attributes === undefined) {
      const { database, host, port } = this.#parts.place
      attributes = definedAttributes(
        [DB_SYSTEM_NAME, DB_SYSTEM],
        [DB_NAMESPACE, database],
        [DB_COLLECTION_NAME, table],
        [DB_OPERATION_NAME, operation],
        [DB_QUERY_SUMMARY, summary],
        [SERVER_ADDRESS, host],
        [SERVER_PORT, port],
      )
      this.#attributes.set(key, attributes)
    }
    return attributes
  }

  /** A query or a command: a span of its own. */
  async traced<T>(
    { operation, summary, text }: { operation: RequestOperation; summary: string; text: string },
    send: (requestId: string | undefined) => Promise<T>,
  ): Promise<T> {
    const span = harmless(() => this.#start(operation, summary, text), undefined)
    const spanContext = span?.spanContext
    const requestId = clientRequestId(operation, spanContext)
    const request = { operation, summary, requestId, spanContext, startMs: systemClock.nowMs() }
    try {
      const answer = await (span === undefined ? send(requestId) : span.run(() => send(requestId)))
      this.#finished(request)
      return answer
    } catch (error) {
      this.#failed(request, error, span)
      throw error
    } finally {
      span?.end()
    }
  }

  /** An ingestion: its batch's span is the active one already. */
  ofBatch<T>(
    { operation, table }: { operation: RequestOperation; table: string },
    send: (requestId: string | undefined) => Promise<T>,
  ): Promise<T> {
    const spanContext = harmless(() => trace.getSpanContext(context.active()), undefined)
    const requestId = clientRequestId(operation, spanContext)
    const startMs = systemClock.nowMs()
    const request = { operation, summary: `ingest ${table}`, table, requestId, startMs }
    return send(requestId).then(
      (answer) => {
        this.#finished(request)
        return answer
      },
      (error: unknown) => {
        this.#failed(request, error)
        throw error
      },
    )
  }

  #start(operation: RequestOperation, summary: string, text: string): RunningSpan {
    const attributes = this.attributes(operation, summary)
    const { spans, recordsQueryText } = this.#parts
    const span = spans.start(summary, { kind: 'CLIENT', attributes })
    span.setOne(CLIENT_REQUEST_ID, clientRequestId(operation, span.spanContext))
    if (recordsQueryText) span.setOne(DB_QUERY_TEXT, text)
    return span
  }

  #failed(request: TimedRequest, error: unknown, span?: RunningSpan): void {
    const failure = harmless(() => requestFailure(error), undefined)
    if (failure === undefined) return
    this.#finished(request, failure)
    span?.fail(failure)
  }

  #finished(request: TimedRequest, failure?: Failure): void {
    harmless(() => {
      const durationMs = systemClock.nowMs() - request.startMs
      const { metrics } = this.#parts
      if (metrics.isLive) {
        const labels =
          failure === undefined ? this.#labelsOf(request) : this.#label(request, failure)
        metrics.record(DB_CLIENT_OPERATION_DURATION, durationMs / 1000, labels)
      }
      this.#log(request, durationMs, failure)
    }, undefined)
  }

  #log(request: TimedRequest, durationMs: number, failure: Failure | undefined): void {
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
      request.spanContext,
    )
  }

  #labelsOf(request: TimedRequest): Attributes {
    const key = `${request.operation} ${request.table ?? ''}`
    let labels = this.#labels.get(key)
    if (labels === undefined) {
      labels = this.#label(request, undefined)
      this.#labels.set(key, labels)
    }
    return labels
  }

  #label(request: TimedRequest, failure: Failure | undefined): Attributes {
    const { place } = this.#parts
    return definedAttributes(
      [DB_SYSTEM_NAME, DB_SYSTEM],
      [DB_NAMESPACE, place.database],
      [DB_COLLECTION_NAME, request.table],
      [DB_OPERATION_NAME, request.operation],
      [SERVER_ADDRESS, place.host],
      [ERROR_TYPE, failure?.type],
      [DB_RESPONSE_STATUS_CODE, failure?.status],
    )
  }
}
