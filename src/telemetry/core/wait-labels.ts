import { definedAttributes, type Attributes } from './defined-attributes.ts'
import { WAIT_REASON } from './semconv.ts'

/** Where a write may wait for space. */
export const WRITE_WAITS = ['overlay', 'buffer'] as const

export type WriteWait = (typeof WRITE_WAITS)[number]

/** Other waits in this process before a request is sent. */
export type WaitReason = WriteWait | 'batch' | 'query_turn' | 'ingest_turn'

const LABELS: Readonly<Record<WaitReason, Attributes>> = {
  overlay: definedAttributes([WAIT_REASON, 'overlay']),
  buffer: definedAttributes([WAIT_REASON, 'buffer']),
  batch: definedAttributes([WAIT_REASON, 'batch']),
  query_turn: definedAttributes([WAIT_REASON, 'query_turn']),
  ingest_turn: definedAttributes([WAIT_REASON, 'ingest_turn']),
}

export function labelsOfWait(reason: WaitReason): Attributes {
  return LABELS[reason]
}
