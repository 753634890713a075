import { randomUUID } from 'node:crypto'
import type { SpanContext } from '@opentelemetry/api'

/** Of this process, for requests without a span. */
const PROCESS_ID = randomUUID().replaceAll('-', '')
let requests = 0

/**
 * The `x-ms-client-request-id`, so that Kusto's own log names the trace: `.show queries | where
 * ClientActivityId has "<trace id>"`. Without a span it is unique all the same.
 */
export function clientRequestId(operation: string, span: SpanContext | undefined): string {
  if (span !== undefined) return `LGK.${operation};${span.traceId}-${span.spanId}`
  requests += 1
  return `LGK.${operation};${PROCESS_ID}-${requests}`
}
