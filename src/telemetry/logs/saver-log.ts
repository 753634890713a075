import { context, isSpanContextValid, trace, type SpanContext } from '@opentelemetry/api'
import { withoutThrowing, withoutThrowingAsync } from '../shared/without-throwing.ts'
import type { KustoLogger, LogLevel } from './logger.ts'
import { SCOPE_NAME } from '../shared/semconv.ts'

const ORDER: readonly LogLevel[] = ['trace', 'debug', 'info', 'warn', 'error']

export interface SaverLogOptions {
  readonly logger: KustoLogger | undefined
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

  constructor({ logger, level }: SaverLogOptions) {
    this.#logger =
      logger && withoutThrowing(() => logger.child({ component: SCOPE_NAME }) ?? logger, logger)
    this.#least = level === undefined ? 0 : ORDER.indexOf(level)
  }

  /** @param span - the span of the line, if it is not the active one */
  write(level: LogLevel, fields: () => LogFields, message: string, span?: SpanContext): void {
    const logger = this.#logger
    if (logger === undefined || ORDER.indexOf(level) < this.#least) return
    // Never rejects; a logger that writes later may fail later.
    void withoutThrowingAsync(() => {
      if (logger.isLevelEnabled?.(level) === false) return undefined
      return logger[level]({ ...fields(), ...traceIds(span) }, message)
    })
  }
}

function traceIds(span = trace.getSpanContext(context.active())): LogFields {
  if (span === undefined || !isSpanContextValid(span)) return {}
  return { trace_id: span.traceId, span_id: span.spanId }
}
