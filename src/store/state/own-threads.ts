import type { OverlayEntry, OverlayScope } from '../../overlay/overlay-entry.ts'
import { Overlay } from '../../overlay/overlay.ts'
import type { CheckpointKey, Stamp, StoredRows } from '../../tables/rows.ts'

/** What this process knows of one namespace of a thread. */
interface Knowledge {
  /**
   * `all`: every row since there was none. `latest`: the latest checkpoint, and what came after.
   */
  readonly of: 'all' | 'latest'
  /** The greatest revision that was there. */
  readonly revision: number
  /** The greatest id that was there. */
  readonly checkpointId: string
  /** Rows that the saver's overlay no longer holds. */
  readonly kept: Overlay
}

export interface OwnThreadsParts {
  /** The saver's overlay. */
  readonly overlay: Overlay
  /** The saver's id in its rows. */
  readonly writer: string
  /** Of the rows that are kept; beyond it, the knowledge that is oldest is given up. */
  readonly maxBytes: number
}

type ReadRow = Stamp & CheckpointKey

/** A few hundred bytes each, besides their rows. */
const MAX_NAMESPACES = 10_000

/**
 * The threads of which this process knows everything, for reads while Kusto is away.
 *
 * Knowledge of a namespace begins with a read that found nothing or a whole latest checkpoint, or
 * with the thread's deletion by this process. It ends when an answer of Kusto shows a later row of
 * another writer, or for lack of memory. A row of another writer that no answer has shown is not
 * noticed: one process at a time must run a thread.
 */
export class OwnThreads {
  readonly #parts: OwnThreadsParts
  readonly #known = new Map<string, Knowledge & OverlayScope>()
  /** Threads that this process has deleted, with the tombstone's revision. */
  readonly #deleted = new Map<string, number>()
  #keptBytes = 0

  constructor(parts: OwnThreadsParts) {
    this.#parts = parts
  }

  /**
   * A read has asked for the latest checkpoint.
   *
   * @param rows - what is known of it; no checkpoint: there is none
   * @param isWhole - whether that checkpoint was the answer
   */
  wasRead(scope: OverlayScope, rows: StoredRows, isWhole: boolean): void {
    const isNone = rows.checkpoints.length === 0
    // otherwise an answer with a foreign row has ended it
    if (this.#find(scope)?.of === 'all') return
    this.#forget(scope)
    if (!isNone && !isWhole) return
    const kept = new Overlay()
    if (!isNone) kept.add(scope, { ...rows, tombstones: [] })
    this.#know({
      ...scope,
      of: isNone ? 'all' : 'latest',
      revision: Math.max(-1, ...rows.checkpoints.map(({ revision }) => revision)),
      checkpointId: rows.checkpoints[0]?.checkpointId ?? '',
      kept,
    })
  }

  /** This process has deleted the thread. */
  wasDeleted(threadId: string, revision: number): void {
    for (const known of this.#known.values()) {
      if (known.threadId === threadId) this.#forget(known)
    }
    this.#deleted.set(threadId, revision)
    for (const oldest of this.#deleted.keys()) {
      if (this.#deleted.size <= MAX_NAMESPACES) return
      this.#deleted.delete(oldest)
    }
  }

  /** The overlay gives a row up, because a query has returned it. */
  keep(entry: OverlayEntry): void {
    const { scope } = entry
    const known = this.#find(scope)
    if (known === undefined) return
    const before = known.kept.bytes
    if (entry.kind === 'checkpoint') known.kept.add(scope, { checkpoints: [entry.row] })
    else if (entry.kind === 'blob') known.kept.add(scope, { blobs: [entry.row] })
    else if (entry.kind === 'write') known.kept.add(scope, { writes: [entry.row] })
    this.#keptBytes += known.kept.bytes - before
    this.#makeRoom()
  }

  /** An answer of Kusto has these rows. */
  observe(rows: readonly ReadRow[]): void {
    for (const row of rows) {
      if (row.writer === this.#parts.writer) continue
      const known = this.#find(row)
      if (known === undefined) continue
      if (row.revision <= known.revision && row.checkpointId <= known.checkpointId) continue
      this.#forget(known)
      this.#deleted.delete(row.threadId)
    }
  }

  /** All rows that a read of the namespace needs; undefined if this process does not know them. */
  rowsOf(scope: OverlayScope): (Pick<Knowledge, 'of'> & { readonly rows: StoredRows }) | undefined {
    const known = this.#find(scope)
    if (known === undefined) return undefined
    const [held, kept] = [this.#parts.overlay.rows(scope), known.kept.rows(scope)]
    const checkpoints = [...kept.checkpoints, ...held.checkpoints]
    const blobs = [...kept.blobs, ...held.blobs]
    const rows = {
      checkpoints,
      blobs,
      writes: [...kept.writes, ...held.writes],
      tombstones: held.tombstones,
      chain: checkpoints,
      calls: [...kept.calls, ...held.calls],
      seedChunks: blobs,
    }
    return { of: known.of, rows }
  }

  #find(scope: OverlayScope): (Knowledge & OverlayScope) | undefined {
    const known = this.#known.get(keyOf(scope))
    const deletedAt = this.#deleted.get(scope.threadId)
    if (known !== undefined || deletedAt === undefined) return known
    const { threadId, checkpointNs } = scope
    return this.#know({
      threadId,
      checkpointNs,
      of: 'all',
      revision: deletedAt,
      checkpointId: '',
      kept: new Overlay(),
    })
  }

  #know(known: Knowledge & OverlayScope): Knowledge & OverlayScope {
    this.#known.set(keyOf(known), known)
    this.#keptBytes += known.kept.bytes
    this.#makeRoom()
    return known
  }

  #makeRoom(): void {
    for (const known of this.#known.values()) {
      if (this.#keptBytes <= this.#parts.maxBytes && this.#known.size <= MAX_NAMESPACES) return
      this.#forget(known)
      this.#deleted.delete(known.threadId)
    }
  }

  #forget(scope: OverlayScope): void {
    const known = this.#known.get(keyOf(scope))
    if (known === undefined) return
    this.#keptBytes -= known.kept.bytes
    this.#known.delete(keyOf(scope))
  }
}

function keyOf({ threadId, checkpointNs }: OverlayScope): string {
  return JSON.stringify([threadId, checkpointNs])
}
