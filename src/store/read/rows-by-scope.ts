import type { OverlayScope } from '../../overlay/overlay-entry.ts'
import { groupBy } from '../values/group-by.ts'
import { namedBlobIds } from '../resolve/needed-blobs.ts'
import { NO_ROWS, type StoredRows } from '../../tables/rows.ts'

export interface ScopedRows {
  readonly scope: OverlayScope
  readonly rows: StoredRows
}

/**
 * Groups the rows of an answer by thread and namespace. Blobs do not name theirs, but the
 * checkpoints that refer to them do, because values are only shared within a thread and namespace.
 *
 * @yields a thread and namespace more than once
 */
export function* rowsByScope({
  checkpoints,
  blobs,
  writes,
  tombstones,
}: StoredRows): Generator<ScopedRows> {
  const byId = groupBy(blobs, (row) => row.blobId)
  for (const row of checkpoints) {
    const named = namedBlobIds(row).flatMap((blobId) => byId.get(blobId) ?? [])
    yield { scope: row, rows: { ...NO_ROWS, checkpoints: [row], blobs: named } }
  }
  for (const row of writes) yield { scope: row, rows: { ...NO_ROWS, writes: [row] } }
  for (const row of tombstones) {
    const scope = { threadId: row.threadId, checkpointNs: '' }
    yield { scope, rows: { ...NO_ROWS, tombstones: [row] } }
  }
}
