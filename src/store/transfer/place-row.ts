import { KustoSaverError } from '../../errors.ts'
import { rawJson } from '../../tables/raw-json.ts'
import type { Stamp } from '../../tables/rows.ts'
import { decodeLineage, encodeLineage } from '../values/lineage.ts'
import { decodeManifest, withSeal, type StoredPart } from '../values/manifest.ts'
import type { FullRow } from './portable-row.ts'
import { STORED_WITH_THREAD, type PortableRow, type PortableValues } from './portable-thread.ts'
import { encodeParts } from './thread-values.ts'

/** The place of a row in its target thread. */
export interface NewPlace {
  readonly threadId: string
  readonly checkpointNs: string
  readonly incarnation: number
  /** Stamps by rank. */
  readonly stamps: readonly Stamp[]
  /** The seal, which makes the thread's checkpoints visible. */
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
  if (table === 'CheckpointBlobs') {
    return { ...row, blob_id: placeBlobId(String(values['blob_id']), place) }
  }
  const living = { ...row, incarnation: place.incarnation }
  return table === 'CheckpointWrites' ? living : { ...living, ...headColumns(values, place) }
}

function headColumns(values: PortableValues, place: NewPlace): FullRow {
  const { metadata_filter: filter, manifest, lineage } = values
  const placed = encodeParts(decodeManifest(String(manifest)), (part) => ({
    ...part,
    blobId: placeBlobId(part.blobId, place),
    storedAtMs: part.storedAtMs === STORED_WITH_THREAD ? place.storedAtMs : part.storedAtMs,
  }))
  return {
    manifest: withSeal(placed, place.seal),
    metadata_filter: typeof filter === 'string' ? rawJson(filter) : undefined,
    lineage: typeof lineage === 'string' ? placeLineage(lineage, place) : '',
  }
}

/**
 * Names each value after the thread's incarnation. Values have no incarnation: with unchanged
 * names, the next import could mistake a value of a damaged import for its own.
 */
function placeBlobId(blobId: string, { incarnation }: NewPlace): string {
  if (blobId === '') return ''
  const [source] = blobId.split(INCARNATION_MARK, 1)
  return `${source}${INCARNATION_MARK}${incarnation.toString(36)}`
}

const INCARNATION_MARK = '~'

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
    `A row has revision ${String(rank)}, but the export has only revisions 0 to ${stamps.length - 1}. Nothing is visible: export the thread again.`,
  )
}
