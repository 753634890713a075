import { groupBy } from '../values/group-by.ts'
import { lastTombstones } from '../resolve/resolve.ts'
import { ownAncestor } from '../resolve/broken-history.ts'
import type { MissingLink } from '../resolve/chain-index.ts'
import type { KustoSaverError } from '../../errors.ts'
import {
  isAfter,
  type CheckpointKey,
  type CheckpointRow,
  type StoredRows,
} from '../../tables/rows.ts'

export interface MissingLinks {
  /** Whether it can no longer be on its way. */
  readonly isGone: (link: MissingLink) => boolean
  /** The error for a missing link. */
  readonly refusal: (head: CheckpointKey, link: MissingLink) => KustoSaverError
}

/** A checkpoint whose parent retention has removed. */
export interface CutChain {
  readonly head: CheckpointRow
  readonly link: MissingLink
}

/** The live checkpoints of a thread and namespace with their parents. */
export class AncestorChain {
  readonly #revisions: ReadonlyMap<string, readonly CheckpointRow[]>
  readonly #deletedIds: ReadonlySet<string>
  readonly #visited = new Set<string>()
  #cut: CutChain | undefined
  readonly #isGone: (link: MissingLink) => boolean
  readonly #refusal: (head: CheckpointKey, link: MissingLink) => KustoSaverError

  constructor(rows: StoredRows, threadId: string, { isGone, refusal }: MissingLinks) {
    this.#isGone = isGone
    this.#refusal = refusal
    const deadAt = lastTombstones(rows.tombstones).get(threadId) ?? -1
    const live = rows.checkpoints.filter((row) => row.incarnation > deadAt)
    this.#revisions = groupBy(live, (row) => row.checkpointId)
    this.#deletedIds = new Set(
      rows.checkpoints.filter((row) => row.incarnation <= deadAt).map((row) => row.checkpointId),
    )
  }

  /**
   * Undefined at the beginning of the chain.
   *
   * @param isNeeded - asked for an ancestor that is gone; if no row says that it matters, the chain
   *   begins there, at {@link cut}
   */
  parentOf(head: CheckpointRow, isNeeded: () => boolean): CheckpointRow | undefined {
    const parentId = this.#first(head.checkpointId)?.parentCheckpointId ?? ''
    if (parentId === '' || parentId === head.checkpointId) return undefined
    if (this.#visited.has(parentId)) throw ownAncestor(head, parentId)
    this.#visited.add(parentId)
    const parent = this.last(parentId)
    // a thread deleted during a run starts over
    if (parent !== undefined || this.#deletedIds.has(parentId)) return parent
    const link = { kind: 'ancestor', checkpointId: parentId, namedBy: head.revision } as const
    if (this.#isGone(link) && !isNeeded()) {
      this.#cut = { head, link }
      return undefined
    }
    throw this.#refusal(head, link)
  }

  /** Where the chain begins although older checkpoints are named. */
  get cut(): CutChain | undefined {
    return this.#cut
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
