import type { FullRow } from './portable-row.ts'
import { numberIn, stampOfRow, textIn } from './portable-row.ts'
import type { PortableTable } from './portable-thread.ts'
import type { BlobRow, CheckpointRow, StoredRows, WriteRow } from '../../tables/rows.ts'

/** Columns of rows as this process knows rows that it has written. */
export function knownRows(
  tables: Readonly<Record<PortableTable, readonly FullRow[]>>,
  storedAtMs: number,
): Partial<StoredRows> {
  return {
    checkpoints: tables.Checkpoints.map((row) => checkpointOf(row, storedAtMs)),
    blobs: tables.CheckpointBlobs.map((row) => blobOf(row, storedAtMs)),
    writes: tables.CheckpointWrites.map(writeOf),
  }
}

export function checkpointOf(row: FullRow, storedAtMs: number): CheckpointRow {
  return {
    ...placeOf(row),
    parentCheckpointId: textIn(row, 'parent_checkpoint_id'),
    type: textIn(row, 'type'),
    checkpoint: textIn(row, 'checkpoint'),
    metadata: textIn(row, 'metadata'),
    manifest: textIn(row, 'manifest'),
    formatVersion: numberIn(row, 'format_version'),
    incarnation: numberIn(row, 'incarnation'),
    depth: numberIn(row, 'depth'),
    lineage: textIn(row, 'lineage'),
    storedAtMs,
    putAtMs: Date.parse(textIn(row, 'created_at')) || 0,
    rowFormat: numberIn(row, 'row_format'),
  }
}

function blobOf(row: FullRow, storedAtMs: number): BlobRow {
  return {
    ...stampOfRow(row),
    blobId: textIn(row, 'blob_id'),
    type: textIn(row, 'type'),
    chunk: numberIn(row, 'chunk'),
    chunks: numberIn(row, 'chunks'),
    value: textIn(row, 'value'),
    bytes: numberIn(row, 'bytes'),
    storedAtMs,
    rowFormat: numberIn(row, 'row_format'),
  }
}

function writeOf(row: FullRow): WriteRow {
  return {
    ...placeOf(row),
    taskId: textIn(row, 'task_id'),
    taskPath: textIn(row, 'task_path'),
    idx: numberIn(row, 'idx'),
    channel: textIn(row, 'channel'),
    type: textIn(row, 'type'),
    valueJson: textIn(row, 'value_json'),
    chunk: numberIn(row, 'chunk'),
    chunks: numberIn(row, 'chunks'),
    bytes: numberIn(row, 'bytes'),
    upsert: row['upsert'] === true,
    callRows: numberIn(row, 'call_rows'),
    incarnation: numberIn(row, 'incarnation'),
    rowFormat: numberIn(row, 'row_format'),
  }
}

function placeOf(row: FullRow) {
  return {
    ...stampOfRow(row),
    threadId: textIn(row, 'thread_id'),
    checkpointNs: textIn(row, 'checkpoint_ns'),
    checkpointId: textIn(row, 'checkpoint_id'),
  }
}
