import { isSpanContextValid, type Span, type SpanContext } from '@opentelemetry/api'

/**
 * Undefined if its ids are invalid: the API's own spans have zeros, and an SDK would keep a link
 * with them. A recording span has valid ids; checking them takes two regular expressions per span.
 */
export function usableSpanContext(span: Span | undefined): SpanContext | undefined {
  const spanContext = span?.spanContext()
  if (span === undefined || spanContext === undefined) return undefined
  return span.isRecording() || isSpanContextValid(spanContext) ? spanContext : undefined
}
