import { namedBlobIds } from '../resolve/needed-blobs.ts'
import { newestFirst } from '../resolve/resolve.ts'
import type { CheckpointRow, StoredRows } from '../../tables/rows.ts'

/**
 * What this process knows of a history beyond queries. It may be the whole of a long one: each page
 * takes only what its checkpoints are made of.
 */
export class KnownHistory {
  /** Newest first. */
  readonly checkpoints: readonly CheckpointRow[]
  readonly #rows: StoredRows

  /**
   * @param rows - checkpoints oldest first, as far as that is known: they are sorted the sooner for
   * it
   */
  constructor(rows: StoredRows) {
    this.#rows = rows
    this.checkpoints = rows.checkpoints.toReversed().toSorted(newestFirst)
  }

  /**
   * Values and writes that checkpoints of these rows may have, and all tombstones; their own rows
   * are not among them.
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
