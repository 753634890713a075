import { isSpanContextValid, type Span, type SpanContext } from '@opentelemetry/api'

/**
 * Undefined where its ids are not such: the API's own spans have zeros, and a link with them would
 * be kept. What an SDK records has ids of its making; checking them takes two regular expressions a
 * span.
 */
export function usableSpanContext(span: Span | undefined): SpanContext | undefined {
  const spanContext = span?.spanContext()
  if (span === undefined || spanContext === undefined) return undefined
  return span.isRecording() || isSpanContextValid(spanContext) ? spanContext : undefined
}
