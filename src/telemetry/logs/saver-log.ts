import { context, isSpanContextValid, trace, type SpanContext } from '@opentelemetry/api'
import { ignoreRejection, withoutThrowing, withoutThrowingAsync } from '../core/without-throwing.ts'
import type { KustoLogger, LogLevel } from './logger.ts'
import { SCOPE_NAME } from '../core/semconv.ts'
import { ShownThreads } from '../core/shown-threads.ts'
import { loggedError } from './logged-error.ts'

const ORDER: readonly LogLevel[] = ['trace', 'debug', 'info', 'warn', 'error']

export interface SaverLogOptions {
  /** In every line: the writer, and where it writes, if that is known. */
  readonly bindings?: LogFields
  readonly logger: KustoLogger | undefined
  readonly threads?: ShownThreads
  /** Lines below this level are not written, even if the logger accepts them. */
  readonly level: LogLevel | undefined
}

export type LogFields = Readonly<Record<string, unknown>>

/**
 * Log lines of one saver. Fields are only built for lines that are written.
 *
 * `trace_id` and `span_id` are in the line's own object, which pino merges over the result of a
 * `mixin`, so that a host that adds the ids itself gets them once (pino, lib/proto.js).
 */
export class SaverLog {
  readonly #logger: KustoLogger | undefined
  readonly #least: number
  readonly #threads: ShownThreads

  constructor({ logger, level, bindings = {}, threads = new ShownThreads() }: SaverLogOptions) {
    this.#logger =
      logger &&
      withoutThrowing(() => logger.child({ component: SCOPE_NAME, ...bindings }) ?? logger, logger)
    this.#threads = threads
    this.#least = level === undefined ? 0 : ORDER.indexOf(level)
  }

  /** An error as lines show it. */
  shown(error: unknown, threadId?: string): object {
    return loggedError(error, this.#threads, threadId)
  }

  /** Whether a line of this level may be written. */
  takes(level: LogLevel): boolean {
    return this.#logger !== undefined && ORDER.indexOf(level) >= this.#least
  }

  /** @param span - the span of the line, if it is not the active one */
  write(level: LogLevel, fields: () => LogFields, message: string, span?: SpanContext): void {
    const logger = this.#logger
    if (logger === undefined || !this.takes(level)) return
    // Never rejects; a logger that writes later may fail later.
    void withoutThrowingAsync(() => {
      const isEnabled: unknown = logger.isLevelEnabled?.(level)
      if (isEnabled === false) return undefined
      ignoreRejection(isEnabled)
      return logger[level]({ ...this.#threads.fields(fields()), ...traceIds(span) }, message)
    })
  }
}

export function activeSpanContext(): SpanContext | undefined {
  return withoutThrowing(() => trace.getSpanContext(context.active()), undefined)
}

function traceIds(span = activeSpanContext()): LogFields {
  if (span === undefined || !isSpanContextValid(span)) return {}
  return { trace_id: span.traceId, span_id: span.spanId }
}
