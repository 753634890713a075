import { context, createContextKey } from '@opentelemetry/api'
import { withoutThrowing } from '../core/without-throwing.ts'

// The key that `suppressTracing` of @opentelemetry/core sets. That package belongs to an SDK, but
// the key is the same for all of its copies.
const SUPPRESS_TRACING = createContextKey('OpenTelemetry SDK Context Key SUPPRESS_TRACING')

/** Runs our own background work without spans, including those of its HTTP requests. */
export async function withoutSpans<T>(work: () => Promise<T>): Promise<T> {
  const suppressed = withoutThrowing(
    () => context.active().setValue(SUPPRESS_TRACING, true),
    undefined,
  )
  return suppressed === undefined ? work() : context.with(suppressed, work)
}
