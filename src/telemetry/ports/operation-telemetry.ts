import { systemClock } from '../../clock.ts'
import { isKustoSaverError } from '../../errors.ts'
import { definedAttributes, type AttributeEntry } from '../core/defined-attributes.ts'
import type { ShownThreads } from '../core/shown-threads.ts'
import { withoutThrowing, warnOnce } from '../core/without-throwing.ts'
import { framesOf } from '../logs/logged-error.ts'
import type { InFlight, Started } from '../metrics/in-flight.ts'
import type { MetricRecorder } from '../metrics/metric-recorder.ts'
import {
  operationPoints,
  type OperationNames,
  type OperationPoints,
} from '../metrics/operation-points.ts'
import type { LogFields, SaverLog } from '../logs/saver-log.ts'
import {
  CHECKPOINT_ID,
  CHECKPOINT_NS,
  CONVERSATION_ID,
  ERROR_TYPE,
  THREAD_ID,
} from '../core/semconv.ts'
import type { RunningSpan, SpanSource } from '../traces/span-source.ts'

interface OperationPlace {
  readonly threadId?: string | undefined
  readonly checkpointNs?: string | undefined
  readonly checkpointId?: string | undefined
}

/** The result of the operation. */
export interface OperationOutcome {
  /** Its metric points, replacing the initial ones. */
  readonly points?: OperationPoints
  /** For the log line. */
  readonly fields?: () => LogFields
}

export interface OperationTelemetryParts {
  readonly spans: SpanSource
  readonly metrics: MetricRecorder
  readonly log: SaverLog
  readonly calls: InFlight
  readonly threads: ShownThreads
}

/** Spans, metrics and log lines of the saver's operations. */
export class OperationTelemetry {
  readonly #parts: OperationTelemetryParts

  constructor(parts: OperationTelemetryParts) {
    this.#parts = parts
  }

  begin(start: OperationStart): Operation {
    return new Operation(this.#parts, start)
  }

  /**
   * Runs the work synchronously up to its first await. One promise for all, because in an
   * application with a context manager, Node 20 calls the manager for every promise
   * (nodejs.org/docs/latest-v20.x/api/async_context.html, async_hooks).
   */
  async observe<T>(
    start: OperationStart,
    work: () => Promise<T>,
    describe: (answer: T, span: RunningSpan) => OperationOutcome,
  ): Promise<T> {
    const operation = this.begin(start)
    let answer: T
    try {
      answer = await operation.runAll(work)
    } catch (error) {
      operation.fail(error)
      throw operation.thrown(error)
    }
    operation.succeed((span) => describe(answer, span))
    return answer
  }
}

export interface OperationStart {
  readonly names: OperationNames
  /** The thread and checkpoint of the operation. */
  readonly place: OperationPlace
  /** Additional attributes of the span. */
  readonly more?: AttributeEntry
  /** Its metric points when it succeeds. */
  readonly points: OperationPoints
}

/**
 * One call: started, then {@link succeed} or {@link fail}, once. Nothing in it throws except the
 * work that it runs.
 */
export class Operation implements Started {
  readonly #parts: OperationTelemetryParts
  readonly #start: OperationStart
  readonly #span: RunningSpan
  /**
   * When the current stretch of work began: a list has one stretch for each time that its consumer
   * asks.
   */
  startMs: number = systemClock.nowMs()
  /** Time of all {@link run}s, without the consumer's work between them. */
  #workedMs: number | undefined

  constructor(parts: OperationTelemetryParts, start: OperationStart) {
    this.#parts = parts
    this.#start = start
    const { names, place } = start
    this.#span = parts.spans.start(names.span.name, {
      kind: names.span.kind,
      attributes: definedAttributes([THREAD_ID, parts.threads.id(place.threadId)]),
    })
  }

  /**
   * Runs the whole operation with its span as the active one; its time counts from beginning to
   * end.
   */
  runAll<T>(work: () => Promise<T>): Promise<T> {
    this.#parts.calls.begin(this.#start.names.op, this)
    return this.#span.run(work)
  }

  /** Runs a part of the work with the operation's span as the active one. */
  async run<T>(work: () => Promise<T>): Promise<T> {
    const { calls } = this.#parts
    const { op } = this.#start.names
    this.startMs = systemClock.nowMs()
    calls.begin(op, this)
    let isSuccess = false
    try {
      const answer = await this.#span.run(work)
      isSuccess = true
      return answer
    } finally {
      calls.end(op, this, isSuccess)
      this.#workedMs = (this.#workedMs ?? 0) + systemClock.nowMs() - this.startMs
    }
  }

  /** @param describe - returns the result, and sets the span's attributes */
  succeed(describe: (span: RunningSpan) => OperationOutcome): void {
    this.#parts.calls.end(this.#start.names.op, this, true)
    try {
      const workedMs = this.#endedMs()
      this.#setOwnAttributes()
      const { points = this.#start.points, fields = noFields } = describe(this.#span)
      this.#record(workedMs, points)
      this.#log('debug', workedMs, fields, 'done')
    } catch (error) {
      warnOnce(error)
    }
    this.#span.end()
  }

  fail(error: unknown): void {
    this.#parts.calls.end(this.#start.names.op, this, false)
    withoutThrowing(() => {
      const workedMs = this.#endedMs()
      const { names, points, place } = this.#start
      const failure = this.#parts.threads.failure(error, place.threadId)
      this.#setOwnAttributes()
      this.#span.fail(failure)
      if (error instanceof Error && this.#span.isRecording && !failure.isAbort) {
        this.#span.recordException({
          name: isKustoSaverError(error) ? error.name : failure.text,
          message: failure.text,
          stack: framesOf(error),
        })
      }
      const labels = { ...points.labels, [ERROR_TYPE.name]: failure.type }
      this.#record(workedMs, operationPoints(names, labels))
      if (failure.isAbort) this.#log('debug', workedMs, noFields, 'aborted')
      else
        this.#log(
          'error',
          workedMs,
          () => ({ err: this.#parts.log.shown(error, place.threadId) }),
          'failed',
        )
    }, undefined)
    this.#span.end()
  }

  /** The error as the caller gets it. */
  thrown(error: unknown): unknown {
    return withoutThrowing(
      () => this.#parts.threads.error(error, [this.#start.place.threadId]),
      error,
    )
  }

  /** Known at the start, but set at the end: see {@link SpanStart.attributes}. */
  #setOwnAttributes(): void {
    if (!this.#span.isRecording) return
    const { place, more } = this.#start
    this.#span.set(CONVERSATION_ID, this.#parts.threads.id(place.threadId))
    this.#span.set(CHECKPOINT_NS, place.checkpointNs)
    this.#span.set(CHECKPOINT_ID, place.checkpointId)
    if (more !== undefined) this.#span.set(...more)
  }

  #endedMs(): number {
    return this.#workedMs ?? systemClock.nowMs() - this.startMs
  }

  #record(workedMs: number, { calls, duration }: OperationPoints): void {
    const { metrics } = this.#parts
    if (!metrics.isLive) return
    for (const { metric, attributes } of calls) metrics.add(metric, 1, attributes)
    if (duration !== undefined) {
      metrics.record(duration.metric, workedMs / 1000, duration.attributes, this.#span.context)
    }
  }

  #log(level: 'debug' | 'error', workedMs: number, fields: () => LogFields, end: string): void {
    const { names, place } = this.#start
    this.#parts.log.write(
      level,
      () => ({
        op: names.op,
        thread_id: place.threadId,
        checkpoint_ns: place.checkpointNs,
        checkpoint_id: place.checkpointId,
        duration_ms: Math.round(workedMs * 1000) / 1000,
        ...fields(),
      }),
      `${names.op} ${end}`,
      this.#span.spanContext,
    )
  }
}

function noFields(): LogFields {
  return {}
}
