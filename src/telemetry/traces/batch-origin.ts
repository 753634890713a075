import { TraceFlags, type Link, type Span, type SpanContext } from '@opentelemetry/api'

/**
 * The default limit of an SDK for a span's links (opentelemetry.io/docs/specs/otel/trace/sdk, Span
 * Limits).
 */
const MAX_LINKS = 128

/** Where a batch's span belongs. */
export interface BatchOrigin {
  /** Undefined if no operation with rows in the batch has a span. */
  readonly parent: SpanContext | undefined
  /** Those of the other operations, which share the batch. */
  readonly others: readonly Span[]
  /** To the others. */
  readonly links: Link[]
}

const NOWHERE: BatchOrigin = { parent: undefined, others: [], links: [] }

/**
 * A batch is the child of its operation. If several share it, it is the child of the first sampled
 * one, because samplers usually follow the parent: so it is sampled if one of them is. It is linked
 * to the others. If there are too many, one of each trace comes first.
 *
 * @param callers - what the write path kept of the batch's writes
 */
export function batchOrigin(callers: readonly unknown[]): BatchOrigin {
  if (callers.length === 1) {
    const [caller] = callers
    return isSpan(caller) ? { ...NOWHERE, parent: caller.spanContext() } : NOWHERE
  }
  const spans = distinctSpans(callers)
  const first = spans.find(isSampled) ?? spans[0]
  if (first === undefined) return NOWHERE
  const parent = first.spanContext()
  const others = spans.filter((span) => span !== first)
  const linked = others.length <= MAX_LINKS ? others : onePerTraceFirst(others, parent.traceId)
  const links = linked.slice(0, MAX_LINKS).map((span) => ({ context: span.spanContext() }))
  return { parent, others, links }
}

function distinctSpans(callers: readonly unknown[]): Span[] {
  const byId = new Map<string, Span>()
  for (const caller of callers) {
    if (!isSpan(caller)) continue
    const { traceId, spanId } = caller.spanContext()
    const id = `${traceId}${spanId}`
    if (!byId.has(id)) byId.set(id, caller)
  }
  return [...byId.values()]
}

function onePerTraceFirst(spans: readonly Span[], parentTraceId: string): Span[] {
  const traces = new Set([parentTraceId])
  const firsts: Span[] = []
  const others: Span[] = []
  for (const span of spans) {
    const { traceId } = span.spanContext()
    if (traces.has(traceId)) others.push(span)
    else firsts.push(span)
    traces.add(traceId)
  }
  return [...firsts, ...others]
}

function isSampled(span: Span): boolean {
  return (span.spanContext().traceFlags & TraceFlags.SAMPLED) !== 0
}

/** Only what telemetry itself passed to the write path is a span. */
function isSpan(value: unknown): value is Span {
  return typeof value === 'object' && value !== null && 'spanContext' in value
}
