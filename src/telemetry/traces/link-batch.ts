import type { Span, SpanContext } from '@opentelemetry/api'
import { definedAttributes } from '../core/defined-attributes.ts'
import { CLIENT_REQUEST_ID } from '../core/semconv.ts'
import { withoutThrowing } from '../core/without-throwing.ts'
import { isRecording } from './usable-span-context.ts'

/**
 * Links operations to the batch that they share. A buffered one may have ended before, and takes no
 * link any more.
 */
export function linkBatch(
  operations: readonly Span[],
  batch: SpanContext | undefined,
  requestId: string,
): void {
  if (batch === undefined) return
  const attributes = definedAttributes([CLIENT_REQUEST_ID, requestId])
  for (const span of operations) {
    withoutThrowing(() => {
      if (!isRecording(span)) return undefined
      return canLink(span)
        ? span.addLink({ context: batch, attributes })
        : span.setAttributes(attributes)
    }, undefined)
  }
}

/** API 1.9 has links after the start; spans of older SDKs do not. */
function canLink(span: object): boolean {
  return typeof Reflect.get(span, 'addLink') === 'function'
}
