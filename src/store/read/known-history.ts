import { namedBlobIds } from '../resolve/needed-blobs.ts'
import { newestFirst } from '../resolve/resolve.ts'
import type { CheckpointRow, StoredRows } from '../../tables/rows.ts'

/**
 * The part of a history that this process knows beyond queries. It may be a whole long one, so each
 * page only takes the rows that its checkpoints need.
 */
export class KnownHistory {
  /** Newest first. */
  readonly checkpoints: readonly CheckpointRow[]
  readonly #rows: StoredRows

  /** @param rows - checkpoints oldest first if possible, which makes sorting faster */
  constructor(rows: StoredRows) {
    this.#rows = rows
    this.checkpoints = rows.checkpoints.toReversed().toSorted(newestFirst)
  }

  /**
   * Values and writes that checkpoints of these rows may have, and all tombstones, without the
   * checkpoints' own rows.
   */
  of(heads: readonly CheckpointRow[]): StoredRows {
    const { blobs, writes, tombstones, calls } = this.#rows
    const blobIds = new Set(heads.flatMap(namedBlobIds))
    const ids = new Set(heads.flatMap((head) => [head.checkpointId, head.parentCheckpointId]))
    return {
      checkpoints: [],
      blobs: blobs.filter((row) => blobIds.has(row.blobId)),
      writes: writes.filter((row) => ids.has(row.checkpointId)),
      tombstones,
      ...(heads.some(({ lineage }) => lineage !== '')
        ? { chain: this.checkpoints, calls, seedChunks: blobs }
        : { chain: [], calls: [], seedChunks: [] }),
    }
  }
}
