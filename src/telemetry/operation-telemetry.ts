import { systemClock } from '../ingest/clock.ts'
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
  ERROR_TYPE,
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
  /** For the count of calls only. */
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

  /**
   * @param place - what the operation is about
   * @param attributes - more for the span from its start
   */
  begin(names: OperationNames, place: OperationPlace, attributes: Attributes = {}): Operation {
    return new Operation(this.#parts, { names, place, attributes })
  }
}

interface OperationStart {
  readonly names: OperationNames
  readonly place: OperationPlace
  readonly attributes: Attributes
}

/** One call: begun, then {@link succeed} or {@link fail}, once. Nothing in it throws but the work that it runs. */
export class Operation {
  readonly #parts: OperationTelemetryParts
  readonly #start: OperationStart
  readonly #span: RunningSpan
  /** The time of all {@link run}s, so that what a consumer does between two of them does not count. */
  #workedMs = 0

  constructor(parts: OperationTelemetryParts, start: OperationStart) {
    this.#parts = parts
    this.#start = start
    const { names, place, attributes } = start
    this.#span = parts.spans.start(names.span.name, {
      kind: names.span.kind,
      attributes: { ...placeAttributes(place), ...attributes },
    })
  }

  /** Runs work with the operation's span as the active one. */
  async run<T>(work: () => Promise<T>): Promise<T> {
    const startMs = systemClock.nowMs()
    try {
      return await this.#span.run(work)
    } finally {
      this.#workedMs += systemClock.nowMs() - startMs
    }
  }

  /** @param labels - of its metrics */
  succeed(labels: Attributes, outcome: () => OperationOutcome): void {
    harmless(() => {
      const { attributes = {}, labels: more = {}, fields = noFields } = outcome()
      this.#span.set(() => attributes)
      this.#record(labels, more)
      this.#log('debug', fields, `${this.#start.names.op} done`)
    }, undefined)
    this.#span.end()
  }

  fail(labels: Attributes, error: unknown): void {
    harmless(() => {
      const failure = operationFailure(error)
      this.#span.fail(failure)
      if (error instanceof Error && this.#span.isRecording) {
        this.#span.recordException({
          name: error.name,
          message: failure.text,
          stack: framesOf(error),
        })
      }
      this.#record({ ...labels, ...definedAttributes([ERROR_TYPE, failure.type]) }, {})
      const { op } = this.#start.names
      this.#log('error', () => ({ err: loggedError(error) }), `${op} failed`)
    }, undefined)
    this.#span.end()
  }

  #record(labels: Attributes, more: Attributes): void {
    const { metrics } = this.#parts
    if (!metrics.isLive) return
    const { calls, duration } = this.#start.names
    for (const count of calls) metrics.add(count, 1, only(count, { ...labels, ...more }))
    if (duration !== undefined) {
      metrics.record(duration, this.#workedMs / 1000, only(duration, labels))
    }
  }

  #log(level: 'debug' | 'error', fields: () => LogFields, message: string): void {
    const { names, place } = this.#start
    this.#parts.log.write(
      level,
      () => ({
        op: names.op,
        thread_id: place.threadId,
        checkpoint_ns: place.checkpointNs,
        checkpoint_id: place.checkpointId,
        duration_ms: Math.round(this.#workedMs * 1000) / 1000,
        ...fields(),
      }),
      message,
      this.#span.spanContext,
    )
  }
}

/** What the metric allows. */
function only({ attributes }: MetricDefinition, labels: Attributes): Attributes {
  return definedAttributes(
    ...attributes.map((attribute) => [attribute, labels[attribute.name]] as const),
  )
}

function noFields(): LogFields {
  return {}
}

function placeAttributes({ threadId, checkpointNs, checkpointId }: OperationPlace): Attributes {
  return definedAttributes(
    [CONVERSATION_ID, threadId],
    [THREAD_ID, threadId],
    [CHECKPOINT_NS, checkpointNs],
    [CHECKPOINT_ID, checkpointId],
  )
}
