import { context, isSpanContextValid, trace } from '@opentelemetry/api'

/**
 * For pino's `mixin`: gives the application's own lines the ids of the active span, under the names
 * that the saver's lines have.
 *
 * @example
 * ```ts
 * const logger = pino({ mixin: traceMixin })
 * ```
 */
export function traceMixin(): Record<string, string> {
  const span = trace.getSpanContext(context.active())
  if (span === undefined || !isSpanContextValid(span)) return {}
  return { trace_id: span.traceId, span_id: span.spanId }
}
