import { decodeManifest, sealOf } from '../values/manifest.ts'
import type { CheckpointRow, StoredRows } from '../../tables/rows.ts'

/** Values that known checkpoints refer to but that are not known themselves. */
export function neededBlobIds(rows: StoredRows): string[] {
  const known = new Set(rows.blobs.map((row) => row.blobId))
  return rows.checkpoints
    .flatMap(namedBlobIds)
    .filter((blobId) => blobId !== '' && !known.has(blobId))
}

/**
 * The values that a checkpoint refers to; none if its manifest is unreadable, which is reported
 * when the checkpoint is needed.
 */
export function namedBlobIds({ manifest }: CheckpointRow): string[] {
  try {
    const parts = decodeManifest(manifest).flatMap((entry) => entry.parts)
    const seal = sealOf(manifest) ?? []
    return parts.concat(seal).map(({ blobId }) => blobId)
  } catch {
    return []
  }
}
