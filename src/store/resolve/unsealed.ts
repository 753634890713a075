import { sealOf } from '../values/manifest.ts'
import type { CheckpointRow, StoredRows } from '../../tables/rows.ts'

/**
 * The checkpoints of a copied thread name a seal, which is stored after everything else: those
 * whose seal is not there belong to a copy that is under way, or whose writer died.
 */
export function withoutUnsealed({ checkpoints, blobs }: StoredRows): readonly CheckpointRow[] {
  const seals = new Map(checkpoints.map((row) => [row, sealIdOf(row)]))
  const wanted = new Set(seals.values())
  wanted.delete(undefined)
  if (wanted.size === 0) return checkpoints
  for (const { blobId } of blobs) wanted.delete(blobId)
  return checkpoints.filter((row) => !wanted.has(seals.get(row)))
}

/** Ignores an unreadable manifest: resolving the checkpoint reports it. */
function sealIdOf({ manifest }: CheckpointRow): string | undefined {
  try {
    return sealOf(manifest)?.blobId
  } catch {
    return undefined
  }
}
