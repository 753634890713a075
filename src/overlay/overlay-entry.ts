import type { BlobRow, CheckpointRow, StoredRows, TombstoneRow, WriteRow } from '../tables/rows.ts'

/** Where a row belongs; a tombstone counts for every namespace of its thread. */
export interface OverlayScope {
  readonly threadId: string
  readonly checkpointNs: string
}

interface EntryOf<K extends string, Row> {
  readonly kind: K
  readonly scope: OverlayScope
  readonly row: Row
  readonly identity: string
  /** About what the row takes in memory. */
  readonly bytes: number
  /** On the overlay's clock; undefined while the row is on its way (buffered mode). */
  readonly acknowledgedAtMs: number | undefined
}

export type OverlayEntry =
  | EntryOf<'checkpoint', CheckpointRow>
  | EntryOf<'blob', BlobRow>
  | EntryOf<'write', WriteRow>
  | EntryOf<'tombstone', TombstoneRow>

export const ENTRY_KINDS: readonly OverlayEntry['kind'][] = [
  'checkpoint',
  'blob',
  'write',
  'tombstone',
]

export type EntryKind = OverlayEntry['kind']

type CheckpointName = Pick<CheckpointRow, 'revision' | 'writer'>
type BlobName = Pick<BlobRow, 'blobId' | 'chunk' | 'revision' | 'writer'>
type WriteName = Pick<WriteRow, 'idx' | 'chunk' | 'revision' | 'writer'>

/** Enough of rows to tell which they are. */
export interface RowNames {
  readonly checkpoints: readonly CheckpointName[]
  readonly blobs: readonly BlobName[]
  readonly writes: readonly WriteName[]
  /** The last one of the thread: it makes earlier ones superfluous. */
  readonly tombstones: readonly Pick<TombstoneRow, 'revision'>[]
}

/** Fields and object headers beside the texts, measured roughly on V8. */
const ROW_OVERHEAD_BYTES = 400

export function* entriesOf(
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
    const identity = `t ${row.revision} ${row.writer}`
    yield { kind: 'tombstone', scope, row, identity, bytes: ROW_OVERHEAD_BYTES, acknowledgedAtMs }
  }
}

/** @yields the identities of these rows but the tombstones: one of those says what many said */
export function* identitiesOf(rows: RowNames): Generator<string> {
  for (const row of rows.checkpoints) yield checkpointIdentity(row)
  for (const row of rows.blobs) yield blobIdentity(row)
  for (const row of rows.writes) yield writeIdentity(row)
}

function sizeOf(...texts: readonly string[]): number {
  return texts.reduce((bytes, text) => bytes + 2 * text.length, ROW_OVERHEAD_BYTES)
}

// A writer draws one revision for all rows of a call, so that checkpoint and task are told by it.
// Texts from outside are in none of these, and no two of them can be mistaken for each other.

function checkpointIdentity(row: CheckpointName): string {
  return `c ${row.revision} ${row.writer}`
}

function blobIdentity(row: BlobName): string {
  return `b ${row.revision} ${row.chunk} ${row.writer} ${row.blobId}`
}

function writeIdentity(row: WriteName): string {
  return `w ${row.revision} ${row.chunk} ${row.idx} ${row.writer}`
}
