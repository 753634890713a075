import { randomUUID } from 'node:crypto'
import { isSpanContextValid, type SpanContext } from '@opentelemetry/api'
import { withoutThrowing } from './without-throwing.ts'

/** Of this process, for requests without a span. */
const PROCESS_ID = randomUUID().replaceAll('-', '')
let requests = 0

/**
 * The `x-ms-client-request-id`, so that Kusto's own log names the trace: `.show queries | where
 * ClientActivityId has "<trace id>"`. Without a span it is unique all the same.
 */
export function clientRequestId(operation: string, span: SpanContext | undefined): string {
  const ids = span && withoutThrowing(() => idsOf(span), undefined)
  if (ids !== undefined) return `LGK.${operation};${ids}`
  requests += 1
  return `LGK.${operation};${PROCESS_ID}-${requests}`
}

/** Undefined for ids that a tracer made up, which could break the request's header. */
function idsOf(span: SpanContext): string | undefined {
  return isSpanContextValid(span) ? `${span.traceId}-${span.spanId}` : undefined
}
