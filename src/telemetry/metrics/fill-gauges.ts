import type { IngestTurns, SinkFill } from '../../ingest/row-sink.ts'
import type { GaugeReading } from './gauge-source.ts'
import { labelsOfIngest } from '../core/ingest-labels.ts'
import {
  BUFFER_FILL,
  INGEST_LIMIT,
  OVERLAY_FILL,
  QUERY_LIMIT,
  WAITING_INGESTS,
  WAITING_QUERIES,
} from '../core/semconv.ts'

export interface FilledParts {
  readonly overlay: { readonly bytes: number }
  readonly overlayLimit: { readonly maxBytes: number }
  readonly sink: { readonly fill: SinkFill; readonly turns: readonly IngestTurns[] }
  readonly queries: { readonly limit: number; readonly waiting: number }
}

/**
 * How close one saver is to its own limits. Rows and bytes alone do not show it, because limits are
 * options and the values of several savers are summed.
 */
export function readFillGauges({
  overlay,
  overlayLimit,
  sink,
  queries,
}: FilledParts): GaugeReading[] {
  const { rows, maxRows, bytes, maxBytes } = sink.fill
  return [
    { metric: OVERLAY_FILL, value: share(overlay.bytes, overlayLimit.maxBytes) },
    { metric: BUFFER_FILL, value: Math.max(share(rows, maxRows), share(bytes, maxBytes)) },
    { metric: WAITING_QUERIES, value: queries.waiting },
    { metric: QUERY_LIMIT, value: queries.limit },
    ...sink.turns.flatMap(({ path, turns }) => [
      { metric: WAITING_INGESTS, attributes: labelsOfIngest(path), value: turns.waiting },
      { metric: INGEST_LIMIT, attributes: labelsOfIngest(path), value: turns.limit },
    ]),
  ]
}

/** A limit of 0 is reached with the first byte. */
function share(amount: number, most: number): number {
  if (amount === 0) return 0
  return most === 0 ? 1 : amount / most
}
