import type { Link, SpanContext } from '@opentelemetry/api'

/**
 * The default limit of an SDK for a span's links (opentelemetry.io/docs/specs/otel/trace/sdk, Span
 * Limits).
 */
const MAX_LINKS = 128

/**
 * Links to the spans whose rows a batch carries, each once. If there are too many, one of each
 * trace comes first.
 */
export function batchLinks(contexts: readonly unknown[]): Link[] {
  if (contexts.length === 1) {
    const [context] = contexts
    return isSpanContext(context) ? [{ context }] : []
  }
  const bySpan = new Map<string, SpanContext>()
  for (const context of contexts) {
    if (isSpanContext(context)) bySpan.set(`${context.traceId}${context.spanId}`, context)
  }
  const spans = [...bySpan.values()]
  const chosen = spans.length <= MAX_LINKS ? spans : onePerTraceFirst(spans).slice(0, MAX_LINKS)
  return chosen.map((context) => ({ context }))
}

function onePerTraceFirst(spans: readonly SpanContext[]): SpanContext[] {
  const traces = new Set<string>()
  const firsts: SpanContext[] = []
  const others: SpanContext[] = []
  for (const span of spans) {
    if (traces.has(span.traceId)) others.push(span)
    else firsts.push(span)
    traces.add(span.traceId)
  }
  return [...firsts, ...others]
}

/** Only contexts that telemetry itself passed to the write path are links. */
function isSpanContext(value: unknown): value is SpanContext {
  return typeof value === 'object' && value !== null && 'traceId' in value && 'spanId' in value
}
