import { KustoSaverError } from '../../errors.ts'
import { rawJson } from '../../tables/raw-json.ts'
import type { Stamp } from '../../tables/rows.ts'
import { decodeLineage, encodeLineage } from '../values/lineage.ts'
import { decodeManifest, withSeal, type StoredPart } from '../values/manifest.ts'
import type { FullRow } from './portable-row.ts'
import { STORED_WITH_THREAD, type PortableRow, type PortableValues } from './portable-thread.ts'
import { encodeAged } from './thread-values.ts'

/** Where a row comes to belong. */
export interface NewPlace {
  readonly threadId: string
  readonly checkpointNs: string
  readonly incarnation: number
  /** By rank. */
  readonly stamps: readonly Stamp[]
  /** What makes the thread's checkpoints visible. */
  readonly seal: StoredPart
  readonly storedAtMs: number
}

/**
 * The row as it can be ingested.
 *
 * @throws KustoSaverError `CORRUPT`, `EXPORT_DAMAGED`
 */
export function placeRow({ table, values }: PortableRow, place: NewPlace): FullRow {
  const row = {
    ...values,
    thread_id: place.threadId,
    checkpoint_ns: place.checkpointNs,
    ...stampOf(values['revision'], place),
  }
  if (table === 'CheckpointBlobs') return row
  const living = { ...row, incarnation: place.incarnation }
  return table === 'CheckpointWrites' ? living : { ...living, ...headColumns(values, place) }
}

function headColumns(values: PortableValues, place: NewPlace): FullRow {
  const { metadata_filter: filter, manifest, lineage } = values
  const aged = encodeAged(decodeManifest(String(manifest)), ({ storedAtMs }) =>
    storedAtMs === STORED_WITH_THREAD ? place.storedAtMs : storedAtMs,
  )
  return {
    manifest: withSeal(aged, place.seal),
    metadata_filter: typeof filter === 'string' ? rawJson(filter) : undefined,
    lineage: typeof lineage === 'string' ? placeLineage(lineage, place) : '',
  }
}

function placeLineage(text: string, place: NewPlace): string {
  const lineage = decodeLineage(text)
  if (lineage === undefined) return ''
  const placed = ({ revision }: Stamp): Stamp => stampOf(revision, place)
  return encodeLineage({
    ...lineage,
    calls: lineage.calls.map(placed),
    past: lineage.past.map(placed),
    sinceMs: place.storedAtMs,
  })
}

function stampOf(rank: unknown, { stamps }: NewPlace): Stamp {
  const stamp = typeof rank === 'number' ? stamps[rank] : undefined
  if (stamp !== undefined) return stamp
  throw new KustoSaverError(
    'EXPORT_DAMAGED',
    `A row has the revision ${String(rank)}, and the thread has ${stamps.length} from 0 on.`,
  )
}
