import {
  context,
  ROOT_CONTEXT,
  SpanKind,
  SpanStatusCode,
  trace,
  type AttributeValue,
  type Context,
  type Link,
  type Span,
  type SpanContext,
  type SpanOptions,
  type Tracer,
  type TracerProvider,
} from '@opentelemetry/api'
import { PACKAGE_VERSION } from '../../package-version.generated.ts'
import type { Attributes } from '../core/defined-attributes.ts'
import type { Failure } from '../core/failure.ts'
import { ignoreRejection, withoutThrowing, warnOnce } from '../core/without-throwing.ts'
import {
  DB_RESPONSE_STATUS_CODE,
  ERROR_TYPE,
  KUSTO_ERROR_CODE,
  KUSTO_PERMANENT,
  SCHEMA_URL,
  SCOPE_NAME,
  type AttributeDefinition,
} from '../core/semconv.ts'
import { isRecording, usableSpanContext } from './usable-span-context.ts'

export interface SpanStart {
  readonly kind: 'INTERNAL' | 'CLIENT'
  /**
   * Attributes for samplers. Others are set at the end: an SDK checks these three times, those once
   * (opentelemetry-js, packages/sdk-trace/src/Tracer.ts).
   */
  readonly attributes?: Attributes
  /** Instead of the active span. */
  readonly origin?: {
    /** Undefined for the root of a new trace. */
    readonly parent: SpanContext | undefined
    readonly links: Link[]
  }
}

/**
 * Starts spans; the SDK, if any, may be registered later. The API's tracer waits for the first SDK
 * and then stays with it, so each span checks the global provider, and a new one gets a new tracer.
 */
export class SpanSource {
  readonly #own: TracerProvider | undefined
  #provider: TracerProvider | undefined
  #tracer: Tracer | undefined

  /** @param provider - undefined for the global one */
  constructor(provider: TracerProvider | undefined) {
    this.#own = provider
  }

  start(name: string, { kind, attributes, origin }: SpanStart): RunningSpan {
    const options: SpanOptions = { kind: SpanKind[kind] }
    if (attributes !== undefined) options.attributes = attributes
    if (origin !== undefined && origin.links.length > 0) options.links = origin.links
    let parent = ROOT_CONTEXT
    try {
      if (origin === undefined) parent = context.active()
      else if (origin.parent !== undefined) {
        parent = trace.setSpanContext(ROOT_CONTEXT, origin.parent)
      }
      const span = this.#current().startSpan(name, options, parent)
      ignoreRejection(span)
      return new RunningSpan(span, parent)
    } catch (error) {
      warnOnce(error)
      return new RunningSpan(undefined, parent)
    }
  }

  #current(): Tracer {
    const provider = this.#own ?? trace.getTracerProvider()
    if (this.#tracer !== undefined && provider === this.#provider) return this.#tracer
    this.#tracer = provider.getTracer(SCOPE_NAME, PACKAGE_VERSION, { schemaUrl: SCHEMA_URL })
    this.#provider = provider
    ignoreRejection(this.#tracer)
    return this.#tracer
  }
}

/** A span that can be used with any SDK; without one it does nothing. */
export class RunningSpan {
  /** False without an SDK or if it is not sampled; then building attributes is pointless. */
  readonly isRecording: boolean
  /** Undefined if the span has no usable ids. */
  readonly spanContext: SpanContext | undefined
  /** The context in which it is the active span. */
  readonly context: Context
  readonly #span: Span | undefined

  /** @throws errors of the span when it returns its context */
  constructor(span: Span | undefined, parent: Context) {
    this.#span = span
    this.isRecording = isRecording(span)
    this.spanContext = usableSpanContext(span)
    this.context = span === undefined ? parent : trace.setSpan(parent, span)
  }

  /**
   * Runs the work exactly once with this span as the active one, even if activating it fails.
   * Returns what the work returns, whatever the context manager makes of it.
   */
  run<T>(work: () => T): T {
    let outcome: (() => T) | undefined
    const once = (): T => {
      outcome ??= outcomeOf(work)
      return outcome()
    }
    try {
      const given: unknown = context.with(this.context, once)
      if (given !== outcome?.()) ignoreRejection(given)
    } catch (error) {
      if (outcome === undefined) warnOnce(error)
    }
    return once()
  }

  /**
   * Sets one attribute if it has a value. An SDK takes the attributes of an object one by one too
   * (opentelemetry-js, packages/sdk-trace/src/Span.ts).
   */
  set({ name }: AttributeDefinition, value: AttributeValue | undefined): void {
    if (!this.isRecording || value === undefined) return
    try {
      ignoreRejection(this.#span?.setAttribute(name, value))
    } catch (error) {
      warnOnce(error)
    }
  }

  /** An abort by the caller is recorded by its type, but not as an error. */
  fail({ type, status, kustoCode, permanent, text, isAbort }: Failure): void {
    if (!this.isRecording) return
    this.set(ERROR_TYPE, type)
    this.set(DB_RESPONSE_STATUS_CODE, status)
    this.set(KUSTO_ERROR_CODE, kustoCode)
    this.set(KUSTO_PERMANENT, permanent)
    if (isAbort) return
    withoutThrowing(
      () => this.#span?.setStatus({ code: SpanStatusCode.ERROR, message: text }),
      undefined,
    )
  }

  /** Only for the outermost span of a failure. */
  recordException(exception: { name: string; message: string; stack: string }): void {
    if (this.isRecording) withoutThrowing(() => this.#span?.recordException(exception), undefined)
  }

  end(): void {
    withoutThrowing(() => this.#span?.end(), undefined)
  }
}

/** Runs the work; the result returns its value or throws its error, each time. */
function outcomeOf<T>(work: () => T): () => T {
  try {
    const value = work()
    return () => value
  } catch (error) {
    return () => {
      throw error
    }
  }
}
