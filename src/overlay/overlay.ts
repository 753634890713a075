import type { BlobRow, CheckpointRow, StoredRows, TombstoneRow, WriteRow } from '../tables/rows.ts'

/** Where a row belongs; a tombstone counts for every namespace of its thread. */
export interface OverlayScope {
  readonly threadId: string
  readonly checkpointNs: string
}

type Kind = 'checkpoint' | 'blob' | 'write' | 'tombstone'

interface EntryOf<K extends Kind, Row> {
  readonly kind: K
  readonly scope: OverlayScope
  readonly row: Row
  readonly identity: string
  readonly bytes: number
  /** On the overlay's clock; undefined while the row is on its way (buffered mode). */
  readonly acknowledgedAtMs: number | undefined
}

export type OverlayEntry =
  | EntryOf<'checkpoint', CheckpointRow>
  | EntryOf<'blob', BlobRow>
  | EntryOf<'write', WriteRow>
  | EntryOf<'tombstone', TombstoneRow>

type CheckpointName = Pick<CheckpointRow, 'checkpointId' | 'revision' | 'writer'>
type BlobName = Pick<BlobRow, 'blobId' | 'chunk' | 'revision' | 'writer'>
type WriteName = Pick<WriteRow, 'checkpointId' | 'taskId' | 'idx' | 'chunk' | 'revision' | 'writer'>

/** Enough of rows to tell which they are. */
export interface RowNames {
  readonly checkpoints: readonly CheckpointName[]
  readonly blobs: readonly BlobName[]
  readonly writes: readonly WriteName[]
  /** The last one of the thread: it makes earlier ones superfluous. */
  readonly tombstones: readonly Pick<TombstoneRow, 'revision'>[]
}

/** What the overlay tells of its entries. It is called on the way of reads and writes: be quick, do not throw. */
export interface OverlayObserver {
  added?(): void
  /** A query has returned the row. */
  seen?(entry: OverlayEntry, atMs: number): void
  /** The row was never stored. */
  withdrawn?(entry: OverlayEntry): void
}

/**
 * Rows that Kusto has acknowledged to this process and that no query has returned yet: what makes a saver read its own writes
 * whatever the ingestion delay is.
 *
 * An entry's life: *added* when its request is acknowledged, or in buffered mode when it is on its way and {@link acknowledge}d later;
 * *held* while queries may miss it; *gone* when a query has returned the row ({@link forget}), its thread is deleted
 * ({@link forgetThread}), its request failed ({@link withdraw}), or it can no longer arrive ({@link expire}). Only those take an
 * entry out: an entry is never dropped for room, the bytes held are bounded by making writers wait (see `store/overlay-room.ts`).
 */
export class Overlay {
  readonly #byScope = new Map<string, Map<string, OverlayEntry>>()
  readonly #nowMs: () => number
  readonly #observer: OverlayObserver
  #bytes = 0
  #size = 0

  constructor(nowMs: () => number = Date.now, observer: OverlayObserver = {}) {
    this.#nowMs = nowMs
    this.#observer = observer
  }

  /** About what the rows take in memory. */
  get bytes(): number {
    return this.#bytes
  }

  get size(): number {
    return this.#size
  }

  /** @param state - whether Kusto has the rows already or they are on their way */
  add(
    scope: OverlayScope,
    rows: Partial<StoredRows>,
    state: 'acknowledged' | 'under way' = 'acknowledged',
  ): void {
    const acknowledgedAtMs = state === 'acknowledged' ? this.#nowMs() : undefined
    for (const entry of entriesOf(scope, rows, acknowledgedAtMs)) {
      const entries = this.#entries(entry)
      if (entries.has(entry.identity)) continue
      entries.set(entry.identity, entry)
      this.#bytes += entry.bytes
      this.#size++
    }
    this.#observer.added?.()
  }

  /** Rows that were added on their way have arrived. */
  acknowledge(scope: OverlayScope, rows: RowNames): void {
    const acknowledgedAtMs = this.#nowMs()
    for (const { key, identity } of placesOf(scope, rows)) {
      const entries = this.#byScope.get(key)
      const entry = entries?.get(identity)
      if (entry !== undefined) entries?.set(identity, { ...entry, acknowledgedAtMs })
    }
  }

  /** Takes out what a query has returned. */
  forget(scope: OverlayScope, rows: RowNames): void {
    if (this.#size === 0) return
    if (this.#byScope.has(scopeKey(scope.threadId, scope.checkpointNs))) {
      for (const place of placesOf(scope, rows)) this.#see(place)
    }
    for (const row of rows.tombstones) this.#forgetTombstones(scope.threadId, row.revision)
  }

  /** Takes out entries that a query has found. */
  forgetEntries(entries: Iterable<OverlayEntry>): void {
    for (const entry of entries) this.#see({ key: scopeKeyOf(entry), identity: entry.identity })
  }

  /** Takes out what was on its way and will never arrive. */
  withdraw(scope: OverlayScope, rows: RowNames): void {
    for (const place of placesOf(scope, rows)) {
      const entry = this.#remove(place)
      if (entry !== undefined) this.#observer.withdrawn?.(entry)
    }
  }

  /** Takes out the thread's rows at or below a tombstone's revision; the tombstones stay. */
  forgetThread(threadId: string, upToRevision: number): void {
    for (const entry of this.entries()) {
      if (entry.kind === 'tombstone' || entry.scope.threadId !== threadId) continue
      if (entry.row.revision > upToRevision) continue
      this.#remove({ key: scopeKeyOf(entry), identity: entry.identity })
    }
  }

  /** Takes out acknowledged rows that queries will never return: lost on their way, purged, or removed by retention. */
  expire(entries: Iterable<OverlayEntry>, acknowledgedBeforeMs: number): void {
    for (const entry of entries) {
      const { acknowledgedAtMs = Number.POSITIVE_INFINITY } = entry
      if (acknowledgedAtMs >= acknowledgedBeforeMs) continue
      this.#remove({ key: scopeKeyOf(entry), identity: entry.identity })
    }
  }

  rows(scope: OverlayScope): StoredRows {
    if (this.#size === 0) return collect([])
    return collect([
      ...(this.#byScope.get(scopeKey(scope.threadId, scope.checkpointNs))?.values() ?? []),
      ...(this.#byScope.get(scopeKey(scope.threadId, undefined))?.values() ?? []),
    ])
  }

  select(isWanted: (entry: OverlayEntry) => boolean): StoredRows {
    return this.#size === 0 ? collect([]) : collect([...this.entries()].filter(isWanted))
  }

  /** @yields all entries, in no particular order over scopes, oldest first within one */
  *entries(): Generator<OverlayEntry> {
    for (const entries of this.#byScope.values()) yield* entries.values()
  }

  /** A query gives the last tombstone only: the ones before it say nothing more. */
  #forgetTombstones(threadId: string, upToRevision: number): void {
    const key = scopeKey(threadId, undefined)
    for (const entry of this.#byScope.get(key)?.values() ?? []) {
      if (entry.row.revision <= upToRevision) this.#see({ key, identity: entry.identity })
    }
  }

  #entries(entry: OverlayEntry): Map<string, OverlayEntry> {
    const key = scopeKeyOf(entry)
    let entries = this.#byScope.get(key)
    if (entries === undefined) {
      entries = new Map()
      this.#byScope.set(key, entries)
    }
    return entries
  }

  #see(place: Place): void {
    const entry = this.#remove(place)
    if (entry !== undefined) this.#observer.seen?.(entry, this.#nowMs())
  }

  #remove({ key, identity }: Place): OverlayEntry | undefined {
    const entries = this.#byScope.get(key)
    const entry = entries?.get(identity)
    if (entries === undefined || entry === undefined) return undefined
    entries.delete(identity)
    if (entries.size === 0) this.#byScope.delete(key)
    this.#bytes -= entry.bytes
    this.#size--
    return entry
  }
}

interface Place {
  readonly key: string
  readonly identity: string
}

/** @yields where entries of these names are; tombstones are not among them: one says what many said */
function* placesOf(scope: OverlayScope, rows: RowNames): Generator<Place> {
  const key = scopeKey(scope.threadId, scope.checkpointNs)
  for (const row of rows.checkpoints) yield { key, identity: checkpointIdentity(row) }
  for (const row of rows.blobs) yield { key, identity: blobIdentity(row) }
  for (const row of rows.writes) yield { key, identity: writeIdentity(row) }
}

function collect(entries: Iterable<OverlayEntry>): StoredRows {
  const rows = {
    checkpoints: [] as CheckpointRow[],
    blobs: [] as BlobRow[],
    writes: [] as WriteRow[],
    tombstones: [] as TombstoneRow[],
  }
  for (const entry of entries) {
    if (entry.kind === 'checkpoint') rows.checkpoints.push(entry.row)
    else if (entry.kind === 'blob') rows.blobs.push(entry.row)
    else if (entry.kind === 'write') rows.writes.push(entry.row)
    else rows.tombstones.push(entry.row)
  }
  return rows
}

/** Fields and object headers beside the texts, measured roughly on V8. */
const ROW_OVERHEAD_BYTES = 400

function* entriesOf(
  scope: OverlayScope,
  rows: Partial<StoredRows>,
  acknowledgedAtMs: number | undefined,
): Generator<OverlayEntry> {
  for (const row of rows.checkpoints ?? []) {
    const identity = checkpointIdentity(row)
    const bytes = sizeOf(row.checkpoint, row.metadata, row.manifest)
    yield { kind: 'checkpoint', scope, row, identity, bytes, acknowledgedAtMs }
  }
  for (const row of rows.blobs ?? []) {
    const identity = blobIdentity(row)
    yield { kind: 'blob', scope, row, identity, bytes: sizeOf(row.value), acknowledgedAtMs }
  }
  for (const row of rows.writes ?? []) {
    const identity = writeIdentity(row)
    yield { kind: 'write', scope, row, identity, bytes: sizeOf(row.valueJson), acknowledgedAtMs }
  }
  for (const row of rows.tombstones ?? []) {
    const identity = join('t', row.revision, row.writer)
    yield { kind: 'tombstone', scope, row, identity, bytes: ROW_OVERHEAD_BYTES, acknowledgedAtMs }
  }
}

function sizeOf(...texts: readonly string[]): number {
  return texts.reduce((bytes, text) => bytes + 2 * text.length, ROW_OVERHEAD_BYTES)
}

function checkpointIdentity(row: CheckpointName): string {
  return join('c', row.checkpointId, row.revision, row.writer)
}

function blobIdentity(row: BlobName): string {
  return join('b', row.blobId, row.chunk, row.revision, row.writer)
}

function writeIdentity(row: WriteName): string {
  return join('w', row.checkpointId, row.taskId, row.idx, row.chunk, row.revision, row.writer)
}

function join(...parts: readonly (string | number)[]): string {
  return JSON.stringify(parts)
}

function scopeKeyOf(entry: OverlayEntry): string {
  return scopeKey(
    entry.scope.threadId,
    entry.kind === 'tombstone' ? undefined : entry.scope.checkpointNs,
  )
}

function scopeKey(threadId: string, checkpointNs: string | undefined): string {
  return JSON.stringify([threadId, checkpointNs ?? null])
}
