import { KustoSaverError } from '../errors.ts'
import { groupBy } from './group-by.ts'
import { lastTombstones } from './resolve.ts'
import { isAfter, type CheckpointRow, type StoredRows } from '../tables/rows.ts'

/** The live checkpoints of a thread and namespace and who is whose parent. */
export class AncestorChain {
  readonly #revisions: ReadonlyMap<string, readonly CheckpointRow[]>
  readonly #deletedIds: ReadonlySet<string>
  readonly #visited = new Set<string>()

  constructor(rows: StoredRows, threadId: string) {
    const deadAt = lastTombstones(rows.tombstones).get(threadId) ?? -1
    const live = rows.checkpoints.filter((row) => row.incarnation > deadAt)
    this.#revisions = groupBy(live, (row) => row.checkpointId)
    this.#deletedIds = new Set(
      rows.checkpoints.filter((row) => row.incarnation <= deadAt).map((row) => row.checkpointId),
    )
  }

  parentOf(head: CheckpointRow): CheckpointRow | undefined {
    const parentId = this.#first(head.checkpointId)?.parentCheckpointId ?? ''
    if (parentId === '' || parentId === head.checkpointId) return undefined
    if (this.#visited.has(parentId)) throw brokenHistory(head, parentId, 'is its own ancestor')
    this.#visited.add(parentId)
    const parent = this.last(parentId)
    // a thread deleted under a running agent goes on from nothing
    if (parent === undefined && !this.#deletedIds.has(parentId)) {
      throw brokenHistory(head, parentId, 'is not there')
    }
    return parent
  }

  /** Earlier revisions of the same checkpoint, last one first. */
  replacedBy(last: CheckpointRow): readonly CheckpointRow[] {
    const revisions = this.#revisions.get(last.checkpointId) ?? []
    return revisions
      .filter((row) => isAfter(last, row))
      .toSorted((a, b) => (isAfter(a, b) ? -1 : 1))
  }

  /** The last revision of a checkpoint. */
  last(checkpointId: string): CheckpointRow | undefined {
    return this.#revisions
      .get(checkpointId)
      ?.reduce((last, row) => (isAfter(row, last) ? row : last))
  }

  #first(checkpointId: string): CheckpointRow | undefined {
    return this.#revisions
      .get(checkpointId)
      ?.reduce((first, row) => (isAfter(first, row) ? row : first))
  }
}

export function brokenHistory(head: CheckpointRow, parentId: string, why: string): KustoSaverError {
  return new KustoSaverError(
    'HISTORY_BROKEN',
    `Checkpoint ${head.checkpointId} names ${parentId} as its parent, which ${why}: the channel's history would be cut short. Did retention remove it? Use a shorter snapshotFrequency or a longer retention.`,
    { operation: 'getDeltaChannelHistory', threadId: head.threadId, table: 'Checkpoints' },
  )
}
