import { context, trace, type Span } from '@opentelemetry/api'
import { usableSpanContext } from './usable-span-context.ts'

/** The active span if others can refer to it. */
export function callerSpan(): Span | undefined {
  const span = trace.getSpan(context.active())
  return usableSpanContext(span) === undefined ? undefined : span
}
