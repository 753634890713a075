import { isSpanContextValid, type Span, type SpanContext } from '@opentelemetry/api'
import { ignoreRejection } from '../core/without-throwing.ts'

/**
 * Undefined if its ids are invalid: the API's own spans have zeros, and an SDK would keep a link
 * with them. A recording span has valid ids; checking them takes two regular expressions per span.
 */
export function usableSpanContext(span: Span | undefined): SpanContext | undefined {
  const spanContext = span?.spanContext()
  ignoreRejection(spanContext)
  if (span === undefined || spanContext === undefined) return undefined
  return isRecording(span) || isSpanContextValid(spanContext) ? spanContext : undefined
}

/** False if the span answers anything but true. */
export function isRecording(span: Span | undefined): boolean {
  const answer: unknown = span?.isRecording()
  ignoreRejection(answer)
  return answer === true
}
