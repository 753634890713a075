import { systemClock } from '../ingest/clock.ts'
import { allowedLabels, allowedLabelsOfFailure } from './allowed-labels.ts'
import type { Attributes } from './defined-attributes.ts'
import { definedAttributes } from './defined-attributes.ts'
import { operationFailure } from './failure.ts'
import { harmless } from './harmless.ts'
import { framesOf, loggedError } from './logged-error.ts'
import type { MetricRecorder } from './metric-recorder.ts'
import type { LogFields, SaverLog } from './saver-log.ts'
import {
  CHECKPOINT_ID,
  CHECKPOINT_NS,
  CONVERSATION_ID,
  THREAD_ID,
  type MetricDefinition,
  type SpanDefinition,
} from './semconv.ts'
import type { RunningSpan, SpanSource } from './span-source.ts'

/** How one of the saver's operations is told of. */
export interface OperationNames {
  /** As log lines have it. */
  readonly op: string
  readonly span: SpanDefinition
  readonly calls: readonly MetricDefinition[]
  readonly duration?: MetricDefinition
}

export interface OperationPlace {
  readonly threadId?: string | undefined
  readonly checkpointNs?: string | undefined
  readonly checkpointId?: string | undefined
}

/** What the operation came to. */
export interface OperationOutcome {
  /** For the span. */
  readonly attributes?: Attributes
  /** Of its metrics, instead of those it began with; one and the same object each time. */
  readonly labels?: Attributes
  /** For the log line. */
  readonly fields?: () => LogFields
}

export interface OperationTelemetryParts {
  readonly spans: SpanSource
  readonly metrics: MetricRecorder
  readonly log: SaverLog
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
   * Runs the work at once, as far as it goes before it first waits. One promise for all: where an application has set up a context
   * manager, Node 20 calls it for every promise (nodejs.org/docs/latest-v20.x/api/async_context.html, async_hooks).
   */
  async observe<T>(
    start: OperationStart,
    work: () => Promise<T>,
    describe: (answer: T) => OperationOutcome,
  ): Promise<T> {
    const operation = this.begin(start)
    let answer: T
    try {
      answer = await operation.runAll(work)
    } catch (error) {
      operation.fail(error)
      throw error
    }
    operation.succeed(() => describe(answer))
    return answer
  }
}

export interface OperationStart {
  readonly names: OperationNames
  /** What the operation is about. */
  readonly place: OperationPlace
  /** More for the span. */
  readonly attributes?: Attributes
  /** Of its metrics, one and the same object each time. */
  readonly labels?: Attributes
}

/** One call: begun, then {@link succeed} or {@link fail}, once. Nothing in it throws but the work that it runs. */
export class Operation {
  readonly #parts: OperationTelemetryParts
  readonly #start: OperationStart
  readonly #span: RunningSpan
  readonly #startMs = systemClock.nowMs()
  /** Of all {@link run}s, so that what a consumer does between two of them does not count. */
  #workedMs: number | undefined

  constructor(parts: OperationTelemetryParts, start: OperationStart) {
    this.#parts = parts
    this.#start = start
    const { names, place, attributes } = start
    this.#span = parts.spans.start(names.span.name, {
      kind: names.span.kind,
      attributes: definedAttributes([THREAD_ID, place.threadId]),
    })
    this.#span.set(() => placeAttributes(place, attributes))
  }

  /** Runs all of the operation's work with its span as the active one; its time counts from the beginning to the end. */
  runAll<T>(work: () => Promise<T>): Promise<T> {
    return this.#span.run(work)
  }

  /** Runs a part of the work with the operation's span as the active one. */
  async run<T>(work: () => Promise<T>): Promise<T> {
    const startMs = systemClock.nowMs()
    try {
      return await this.#span.run(work)
    } finally {
      this.#workedMs = (this.#workedMs ?? 0) + systemClock.nowMs() - startMs
    }
  }

  succeed(outcome: () => OperationOutcome): void {
    harmless(() => {
      const workedMs = this.#endedMs()
      const { attributes, labels = this.#start.labels, fields = noFields } = outcome()
      if (attributes !== undefined) this.#span.set(() => attributes)
      this.#record(workedMs, labels)
      this.#log('debug', workedMs, fields, `${this.#start.names.op} done`)
    }, undefined)
    this.#span.end()
  }

  fail(error: unknown): void {
    harmless(() => {
      const workedMs = this.#endedMs()
      const failure = operationFailure(error)
      this.#span.fail(failure)
      if (error instanceof Error && this.#span.isRecording) {
        this.#span.recordException({
          name: error.name,
          message: failure.text,
          stack: framesOf(error),
        })
      }
      this.#record(workedMs, this.#start.labels, failure.type)
      const { op } = this.#start.names
      this.#log('error', workedMs, () => ({ err: loggedError(error) }), `${op} failed`)
    }, undefined)
    this.#span.end()
  }

  #endedMs(): number {
    return this.#workedMs ?? systemClock.nowMs() - this.#startMs
  }

  #record(workedMs: number, labels: Attributes | undefined, errorType?: string): void {
    const { metrics } = this.#parts
    if (!metrics.isLive) return
    const { calls, duration } = this.#start.names
    const labelsOf = (metric: MetricDefinition): Attributes =>
      errorType === undefined
        ? allowedLabels(metric, labels)
        : allowedLabelsOfFailure(metric, labels, errorType)
    for (const count of calls) metrics.add(count, 1, labelsOf(count))
    if (duration !== undefined) metrics.record(duration, workedMs / 1000, labelsOf(duration))
  }

  #log(level: 'debug' | 'error', workedMs: number, fields: () => LogFields, message: string): void {
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
      message,
      this.#span.spanContext,
    )
  }
}

function noFields(): LogFields {
  return {}
}

function placeAttributes(
  { threadId, checkpointNs, checkpointId }: OperationPlace,
  more: Attributes | undefined,
): Attributes {
  const attributes = definedAttributes(
    [CONVERSATION_ID, threadId],
    [CHECKPOINT_NS, checkpointNs],
    [CHECKPOINT_ID, checkpointId],
  )
  return more === undefined ? attributes : Object.assign(attributes, more)
}
