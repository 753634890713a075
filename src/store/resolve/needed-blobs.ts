import { decodeManifest, sealOf } from '../values/manifest.ts'
import type { CheckpointRow, StoredRows } from '../../tables/rows.ts'

/** Values that known checkpoints refer to and that are not known themselves. */
export function neededBlobIds(rows: StoredRows): string[] {
  const known = new Set(rows.blobs.map((row) => row.blobId))
  return rows.checkpoints
    .flatMap(namedBlobIds)
    .filter((blobId) => blobId !== '' && !known.has(blobId))
}

/**
 * The values that a checkpoint refers to, its seal included; none when its manifest is unreadable:
 * whoever needs the checkpoint is told then.
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
