import { context, isSpanContextValid, trace } from '@opentelemetry/api'
import { withoutThrowing } from '../core/without-throwing.ts'

/**
 * A `mixin` for pino that adds the ids of the active span to the application's own lines, under the
 * same names as in the saver's lines.
 *
 * @example
 * ```ts
 * const logger = pino({ mixin: traceMixin })
 * ```
 */
export function traceMixin(): Record<string, string> {
  return withoutThrowing(activeIds, {})
}

function activeIds(): Record<string, string> {
  const span = trace.getSpanContext(context.active())
  if (span === undefined || !isSpanContextValid(span)) return {}
  return { trace_id: span.traceId, span_id: span.spanId }
}
