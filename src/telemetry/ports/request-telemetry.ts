import { context, trace, type Context, type SpanContext } from '@opentelemetry/api'
import { systemClock } from '../../clock.ts'
import { KustoError } from '../../kusto-error.ts'
import { clientRequestId } from '../core/client-request-id.ts'
import { requestFailure, type Failure } from '../core/failure.ts'
import { withoutThrowing } from '../core/without-throwing.ts'
import type { InFlight, Started } from '../metrics/in-flight.ts'
import type { MetricRecorder } from '../metrics/metric-recorder.ts'
import type { RequestNames, RequestNaming } from '../core/request-names.ts'
import type { SaverLog } from '../logs/saver-log.ts'
import { CLIENT_REQUEST_ID, DB_CLIENT_OPERATION_DURATION, DB_QUERY_TEXT } from '../core/semconv.ts'
import type { RunningSpan, SpanSource } from '../traces/span-source.ts'

export interface RequestTelemetryParts {
  readonly spans: SpanSource
  readonly metrics: MetricRecorder
  readonly log: SaverLog
  readonly naming: RequestNaming
  readonly recordsQueryText: boolean
  readonly requests: InFlight
}

interface TimedRequest extends Started {
  readonly names: RequestNames
  readonly requestId: string
  readonly spanContext?: SpanContext | undefined
  readonly context: Context | undefined
}

/** Spans, durations and log lines of single requests to Kusto. */
export class RequestTelemetry {
  readonly #parts: RequestTelemetryParts

  constructor(parts: RequestTelemetryParts) {
    this.#parts = parts
  }

  /** A query or a command, with its own span. */
  async traced<T>(
    {
      operation,
      summary,
      text,
    }: { operation: 'query' | 'management'; summary: string; text: string },
    send: (requestId: string) => Promise<T>,
  ): Promise<T> {
    const names = this.#parts.naming.bySummary(operation, summary)
    const span = withoutThrowing(() => this.#start(names, text), undefined)
    const spanContext = span?.spanContext
    const requestId = clientRequestId(operation, spanContext)
    const request = {
      names,
      requestId,
      spanContext,
      context: span?.context,
      startMs: systemClock.nowMs(),
    }
    this.#parts.requests.begin(operation, request)
    try {
      const answer = await (span === undefined ? send(requestId) : span.run(() => send(requestId)))
      this.#finished(request)
      return answer
    } catch (error) {
      this.#failed(request, error, span)
      throw ofRequest(error, requestId)
    } finally {
      span?.end()
    }
  }

  /** An ingestion: its batch's span is already active. */
  ofBatch<T>(
    { operation, table }: { operation: 'streaming_ingest' | 'queued_ingest'; table: string },
    send: (requestId: string) => Promise<T>,
  ): Promise<T> {
    const names = this.#parts.naming.byTable(operation, table)
    const active = withoutThrowing(() => context.active(), undefined)
    const spanContext = active && withoutThrowing(() => trace.getSpanContext(active), undefined)
    const requestId = clientRequestId(operation, spanContext)
    const request = { names, requestId, context: active, startMs: systemClock.nowMs() }
    this.#parts.requests.begin(operation, request)
    return send(requestId).then(
      (answer) => {
        this.#finished(request)
        return answer
      },
      (error: unknown) => {
        this.#failed(request, error)
        throw ofRequest(error, requestId)
      },
    )
  }

  #start({ operation, summary, attributes }: RequestNames, text: string): RunningSpan {
    const { spans, recordsQueryText } = this.#parts
    const span = spans.start(summary, { kind: 'CLIENT', attributes })
    if (span.isRecording) {
      span.set(CLIENT_REQUEST_ID, clientRequestId(operation, span.spanContext))
      if (recordsQueryText) span.set(DB_QUERY_TEXT, text)
    }
    return span
  }

  #failed(request: TimedRequest, error: unknown, span?: RunningSpan): void {
    this.#parts.requests.end(request.names.operation, request, false)
    const failure = withoutThrowing(() => requestFailure(error), undefined)
    if (failure === undefined) return
    this.#finished(request, failure)
    span?.fail(failure)
  }

  #finished(request: TimedRequest, failure?: Failure): void {
    this.#parts.requests.end(request.names.operation, request, failure === undefined)
    withoutThrowing(() => {
      const durationMs = systemClock.nowMs() - request.startMs
      const { labels, labelsOfFailure } = request.names
      this.#parts.metrics.record(
        DB_CLIENT_OPERATION_DURATION,
        durationMs / 1000,
        failure === undefined ? labels : labelsOfFailure(failure),
        request.context,
      )
      this.#log(request, durationMs, failure)
    }, undefined)
  }

  #log(request: TimedRequest, durationMs: number, failure: Failure | undefined): void {
    this.#parts.log.write(
      'debug',
      () => ({
        op: request.names.operation,
        summary: request.names.summary,
        client_request_id: request.requestId,
        duration_ms: durationMs,
        ...(failure === undefined ? {} : { error_type: failure.type, failure: failure.text }),
      }),
      failure === undefined ? 'request answered' : 'request failed',
      request.spanContext,
    )
  }
}

function ofRequest(error: unknown, requestId: string): unknown {
  return error instanceof KustoError ? error.ofRequest(requestId) : error
}
