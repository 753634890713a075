import { context, createContextKey } from '@opentelemetry/api'
import { withoutThrowing } from '../shared/without-throwing.ts'

// What `suppressTracing` of @opentelemetry/core sets; that package is an SDK's, and the key is the
// same for all of its copies.
const SUPPRESS_TRACING = createContextKey('OpenTelemetry SDK Context Key SUPPRESS_TRACING')

/** Runs work of our own accord without spans, its HTTP requests included. */
export async function withoutSpans<T>(work: () => Promise<T>): Promise<T> {
  const suppressed = withoutThrowing(
    () => context.active().setValue(SUPPRESS_TRACING, true),
    undefined,
  )
  return suppressed === undefined ? work() : context.with(suppressed, work)
}
