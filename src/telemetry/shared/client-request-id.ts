import type { SpanContext } from '@opentelemetry/api'

/**
 * The `x-ms-client-request-id`, so that Kusto's own log names the trace: `.show queries | where
 * ClientActivityId has "<trace id>"`. Undefined without a span.
 */
export function clientRequestId(
  operation: string,
  span: SpanContext | undefined,
): string | undefined {
  return span && `LGK.${operation};${span.traceId}-${span.spanId}`
}
