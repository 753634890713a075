import type {
  BlobRow,
  CallRow,
  CheckpointRow,
  StoredRows,
  TombstoneRow,
  WriteRow,
} from '../tables/rows.ts'
import { EntriesByAge } from './entries-by-age.ts'
import { EntriesByPlace, type OverlaySelection } from './entries-by-place.ts'
import {
  entriesOf,
  identitiesOf,
  type EntryKind,
  type OverlayEntry,
  type OverlayScope,
  type RowNames,
} from './overlay-entry.ts'

/**
 * Events of the overlay's entries. Called synchronously within reads and writes: be quick, do not
 * throw.
 */
export interface OverlayObserver {
  added?(): void
  /** Kusto has acknowledged the row, which no query has returned yet. */
  acknowledged?(entry: OverlayEntry): void
  /** A query has returned the row. */
  seen?(entry: OverlayEntry, atMs: number): void
  /** The row was never stored. */
  withdrawn?(entry: OverlayEntry): void
}

/**
 * Rows that Kusto has acknowledged to this process and that no query has returned yet. They let a
 * saver read its own writes despite the ingestion delay.
 *
 * An entry's life: *added* when its request is acknowledged, or in buffered mode when it is sent
 * and {@link acknowledge}d later; *held* while queries may miss it; *gone* when a query has
 * returned the row ({@link forget}), its thread is deleted ({@link forgetThread}), its request
 * failed ({@link withdraw}), or it can no longer arrive ({@link expire}). Only these remove an
 * entry. An entry is never dropped to free memory; instead, writers wait (see
 * `store/state/overlay-limit.ts`).
 */
export class Overlay {
  readonly #byPlace = new EntriesByPlace()
  readonly #byAge = new EntriesByAge()
  readonly #nowMs: () => number
  readonly #observer: OverlayObserver
  #bytes = 0
  #underWayBytes = 0
  #size = 0

  /** @param nowMs - a monotonic clock */
  constructor(nowMs: () => number = () => performance.now(), observer: OverlayObserver = {}) {
    this.#nowMs = nowMs
    this.#observer = observer
  }

  /** Approximate memory of the rows. */
  get bytes(): number {
    return this.#bytes
  }

  /** Size of the acknowledged rows, which queries may return. */
  get acknowledgedBytes(): number {
    return this.#bytes - this.#underWayBytes
  }

  get size(): number {
    return this.#size
  }

  /** @param state - whether Kusto has acknowledged the rows or they are being sent */
  add(
    scope: OverlayScope,
    rows: Partial<StoredRows>,
    state: 'acknowledged' | 'under way' = 'acknowledged',
  ): void {
    const acknowledgedAtMs = state === 'acknowledged' ? this.#nowMs() : undefined
    for (const entry of entriesOf(scope, rows, acknowledgedAtMs)) {
      if (this.#byPlace.has(entry)) continue
      this.#byPlace.set(entry)
      this.#byAge.add(entry)
      this.#bytes += entry.bytes
      this.#size++
      if (acknowledgedAtMs === undefined) this.#underWayBytes += entry.bytes
      else this.#observer.acknowledged?.(entry)
    }
    this.#observer.added?.()
  }

  /** Marks rows as acknowledged that were added while being sent. */
  acknowledge(scope: OverlayScope, rows: RowNames): void {
    const acknowledgedAtMs = this.#nowMs()
    for (const entry of [...this.#named(scope, rows), ...this.#tombstonesOf(scope, rows)]) {
      const acknowledged = { ...entry, acknowledgedAtMs }
      if (entry.acknowledgedAtMs === undefined) this.#underWayBytes -= entry.bytes
      this.#byPlace.set(acknowledged)
      this.#byAge.delete(entry)
      this.#byAge.add(acknowledged)
      this.#observer.acknowledged?.(acknowledged)
    }
  }

  /** Removes rows that a query has returned. */
  forget(scope: OverlayScope, rows: RowNames): void {
    if (this.#size === 0) return
    this.forgetEntries(this.#named(scope, rows))
    for (const { revision } of rows.tombstones) {
      this.#forgetTombstones(scope.threadId, revision)
    }
  }

  /** Removes entries that a query has found. */
  forgetEntries(entries: Iterable<OverlayEntry>): void {
    const nowMs = this.#nowMs()
    for (const entry of entries) {
      const removed = this.#remove(entry)
      if (removed !== undefined) this.#observer.seen?.(removed, nowMs)
    }
  }

  /** Removes rows whose request failed, so that they will never arrive. */
  withdraw(scope: OverlayScope, rows: RowNames): void {
    for (const entry of this.#named(scope, rows)) {
      this.#remove(entry)
      this.#observer.withdrawn?.(entry)
    }
  }

  /** Removes the thread's rows that a tombstone deleted; the tombstones stay. */
  forgetThread(threadId: string, upToIncarnation: number): void {
    if (this.#size === 0) return
    for (const entry of this.#byPlace.select({ threadId })) {
      if (entry.incarnation <= upToIncarnation) this.#remove(entry)
    }
  }

  /**
   * Removes acknowledged rows that no query will ever return: lost, purged or removed by retention.
   */
  expire(entries: Iterable<OverlayEntry>, acknowledgedBeforeMs: number): void {
    for (const entry of entries) {
      const { acknowledgedAtMs = Number.POSITIVE_INFINITY } = entry
      if (acknowledgedAtMs < acknowledgedBeforeMs) this.#remove(entry)
    }
  }

  /** Whether this very entry is still held. */
  holds(entry: OverlayEntry): boolean {
    return this.#byAge.has(entry)
  }

  /** The rows of each namespace in insertion order, with the tombstones of the whole thread. */
  rows(selection: OverlaySelection): StoredRows {
    return collect(this.#size === 0 ? [] : this.#byPlace.select(selection))
  }

  /** Whether no row of the thread is here, tombstones included. */
  isEmptyOf(threadId: string): boolean {
    return this.#byPlace.select({ threadId }).next().done === true
  }

  /**
   * The acknowledged entries that have waited for longest, at most so many, in no particular order.
   */
  oldest(count: number): OverlayEntry[] {
    return this.#byAge.oldest(count)
  }

  /** When the oldest entry of the kind was acknowledged; undefined if there is none. */
  oldestAtMs(kind: EntryKind): number | undefined {
    return this.#byAge.oldestAtMs(kind)
  }

  /** @yields the held entries, each of which may be removed meanwhile */
  *#named(scope: OverlayScope, rows: RowNames): Generator<OverlayEntry> {
    for (const identity of identitiesOf(rows)) {
      const entry = this.#byPlace.find(scope, identity)
      if (entry !== undefined) yield entry
    }
  }

  #tombstonesOf({ threadId }: OverlayScope, { tombstones }: RowNames): OverlayEntry[] {
    if (tombstones.length === 0) return []
    const revisions = new Set(tombstones.map(({ revision }) => revision))
    return [...this.#byPlace.tombstones(threadId)].filter(({ row }) => revisions.has(row.revision))
  }

  /** A query returns only the last tombstone, which covers the earlier ones. */
  #forgetTombstones(threadId: string, upToRevision: number): void {
    const superfluous = [...this.#byPlace.tombstones(threadId)].filter(
      ({ row }) => row.revision <= upToRevision,
    )
    this.forgetEntries(superfluous)
  }

  #remove(entry: OverlayEntry): OverlayEntry | undefined {
    const removed = this.#byPlace.delete(entry)
    if (removed === undefined) return undefined
    this.#byAge.delete(removed)
    this.#bytes -= removed.bytes
    if (removed.acknowledgedAtMs === undefined) this.#underWayBytes -= removed.bytes
    this.#size--
    return removed
  }
}

function collect(entries: Iterable<OverlayEntry>): StoredRows {
  const rows = {
    checkpoints: [] as CheckpointRow[],
    blobs: [] as BlobRow[],
    writes: [] as WriteRow[],
    tombstones: [] as TombstoneRow[],
  }
  const calls = new Map<number, CallRow>()
  for (const entry of entries) {
    if (entry.kind === 'checkpoint') rows.checkpoints.push(entry.row)
    else if (entry.kind === 'blob') rows.blobs.push(entry.row)
    else if (entry.kind === 'write') {
      rows.writes.push(entry.row)
      calls.set(entry.row.revision, wholeCall(entry.row))
    } else rows.tombstones.push(entry.row)
  }
  return { ...rows, chain: [], calls: [...calls.values()], seedChunks: [] }
}

/** If some rows of a call are no longer held, a query has returned them, so the call is stored. */
function wholeCall(row: WriteRow): CallRow {
  const { threadId, checkpointNs, checkpointId, revision, writer, incarnation, callRows } = row
  const key = { threadId, checkpointNs, checkpointId, revision, writer, incarnation }
  return { ...key, rows: callRows, callRows }
}
