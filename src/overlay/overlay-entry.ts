import type { BlobRow, CheckpointRow, StoredRows, TombstoneRow, WriteRow } from '../tables/rows.ts'

/** The place of a row. A tombstone applies to every namespace of its thread. */
export interface OverlayScope {
  readonly threadId: string
  readonly checkpointNs: string
}

interface EntryOf<K extends string, Row> {
  readonly kind: K
  readonly scope: OverlayScope
  readonly row: Row
  readonly identity: string
  /** A tombstone with at least this revision deletes the row; nothing deletes a tombstone. */
  readonly incarnation: number
  /** Approximate memory of the row. */
  readonly bytes: number
  /** By the overlay's clock; undefined while the row is being sent (buffered mode). */
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

/** The fields that identify rows. */
export interface RowNames {
  readonly checkpoints: readonly CheckpointName[]
  readonly blobs: readonly BlobName[]
  readonly writes: readonly WriteName[]
  /** The thread's last tombstone, which replaces earlier ones. */
  readonly tombstones: readonly Pick<TombstoneRow, 'revision'>[]
}

/** Fields and object headers besides the texts, measured roughly on V8. */
const ROW_OVERHEAD_BYTES = 400

export function* entriesOf(
  scope: OverlayScope,
  rows: Partial<StoredRows>,
  acknowledgedAtMs: number | undefined,
): Generator<OverlayEntry> {
  for (const row of rows.checkpoints ?? []) {
    const bytes = sizeOf(row.checkpoint, row.metadata, row.manifest)
    const identity = checkpointIdentity(row)
    const { incarnation } = row
    yield { kind: 'checkpoint', scope, row, identity, incarnation, bytes, acknowledgedAtMs }
  }
  for (const row of rows.blobs ?? []) {
    const identity = blobIdentity(row)
    const incarnation = incarnationOf(row, rows.checkpoints)
    const bytes = sizeOf(row.value)
    yield { kind: 'blob', scope, row, identity, incarnation, bytes, acknowledgedAtMs }
  }
  for (const row of rows.writes ?? []) {
    const identity = writeIdentity(row)
    const { incarnation } = row
    const bytes = sizeOf(row.valueJson)
    yield { kind: 'write', scope, row, identity, incarnation, bytes, acknowledgedAtMs }
  }
  for (const row of rows.tombstones ?? []) {
    const identity = `t ${row.revision} ${row.writer}`
    const incarnation = Number.POSITIVE_INFINITY
    const bytes = ROW_OVERHEAD_BYTES
    yield { kind: 'tombstone', scope, row, identity, incarnation, bytes, acknowledgedAtMs }
  }
}

/** A value has no incarnation: it has that of the checkpoint that was put with it. */
function incarnationOf(blob: BlobRow, checkpoints: readonly CheckpointRow[] = []): number {
  const put = checkpoints.find(({ revision }) => revision === blob.revision)
  return put?.incarnation ?? blob.revision
}

/** @yields the identities of these rows except tombstones, of which one replaces many */
export function* identitiesOf(rows: RowNames): Generator<string> {
  for (const row of rows.checkpoints) yield checkpointIdentity(row)
  for (const row of rows.blobs) yield blobIdentity(row)
  for (const row of rows.writes) yield writeIdentity(row)
}

function sizeOf(...texts: readonly string[]): number {
  return texts.reduce((bytes, text) => bytes + 2 * text.length, ROW_OVERHEAD_BYTES)
}

// A writer draws one revision for all rows of a call, so it identifies checkpoint and task. These
// keys contain no external text, and no two of them can be confused.

function checkpointIdentity(row: CheckpointName): string {
  return `c ${row.revision} ${row.writer}`
}

function blobIdentity(row: BlobName): string {
  return `b ${row.revision} ${row.chunk} ${row.writer} ${row.blobId}`
}

function writeIdentity(row: WriteName): string {
  return `w ${row.revision} ${row.chunk} ${row.idx} ${row.writer}`
}
