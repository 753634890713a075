import { decodeManifest } from './manifest.ts'
import type { StoredRows } from '../tables/rows.ts'

/** Values that known checkpoints refer to and that are not known themselves. */
export function neededBlobIds(rows: StoredRows): string[] {
  const known = new Set(rows.blobs.map((row) => row.blobId))
  return rows.checkpoints
    .flatMap((row) => decodeManifest(row.manifest).flatMap((entry) => entry.parts))
    .map((part) => part.blobId)
    .filter((blobId) => blobId !== '' && !known.has(blobId))
}
