import type { KustoTable } from '../../kusto/kusto-client.ts'
import { BLOB_ID_INDEX } from '../values/manifest.ts'
import { readChain } from './read-chain.ts'
import { tableNamed } from './table-named.ts'
import {
  RowReader,
  type BlobRow,
  type CheckpointRow,
  type StoredRows,
  type TombstoneRow,
  type WriteRow,
} from '../../tables/rows.ts'

/*
 * The result tables that most queries end with, and how to read them. Longs are sent as text,
 * because the SDK parses JSON numbers as doubles.
 */

/**
 * From the rows in `heads`: the values they need, including those of checkpoints that only this
 * process knows, and parents whose sends they need.
 */
export const LET_NEEDED: string = `let blob_ids = heads
    | mv-expand entry = parse_json(manifest)
    | project blob_id = tostring(entry[${BLOB_ID_INDEX}])
    | union (
        print known = split(known_blobs, "\\n")
        | mv-expand blob_id = known to typeof(string)
        | project blob_id);
let parents = heads
    | where format_version < 4
    | project checkpoint_id = parent_checkpoint_id
    | union (
        print known = split(known_parents, "\\n")
        | mv-expand encoded = known to typeof(string)
        | project checkpoint_id = url_decode(encoded));`

/**
 * When Kusto ingested the row, from which retention counts approximately. Null without the policy
 * for it (kusto/management/ingestion-time-policy.md); then the writer's clock is used.
 */
export const STORED_AT = 'coalesce(ingestion_time(), created_at)'

export const PROJECT_CHECKPOINT: string = `project thread_id, checkpoint_ns, checkpoint_id, parent_checkpoint_id, type, checkpoint, metadata, manifest, format_version,
        incarnation = tostring(incarnation), depth = tostring(depth), lineage, put_at = tostring(created_at), stored_at = tostring(${STORED_AT}), revision = tostring(revision), writer, row_format`

export const PROJECT_BLOB: string = `project blob_id, type, chunk, chunks, value, bytes = tostring(bytes), stored_at = tostring(${STORED_AT}), revision = tostring(revision), writer, row_format`

/**
 * The existing chunks of values and when they were stored; the last time counts for a refreshed
 * chunk.
 */
export const SUMMARIZE_STORED_CHUNKS: string = `summarize last_stored = max(${STORED_AT}) by blob_id, chunk
    | project blob_id, chunk, stored_at = tostring(last_stored)`

export const PROJECT_WRITE: string = `project thread_id, checkpoint_ns, checkpoint_id, task_id, task_path, idx, channel, type, value_json, chunk, chunks,
        bytes = tostring(bytes), upsert, call_rows, incarnation = tostring(incarnation), revision = tostring(revision), writer, row_format`

/** The last tombstone by thread; `by` prevents a phantom row for an empty table. */
export const SUMMARIZE_TOMBSTONE: string = `summarize revision = tostring(max(revision)), row_format = max(row_format) by thread_id`

/**
 * The tables named `Heads`, `Blobs`, `Writes` and `Tombstones` of a result, and what the
 * checkpoints rest on if the query reads it.
 */
export function readStoredRows(tables: readonly KustoTable[]): StoredRows {
  return {
    checkpoints: readHeads(tables),
    blobs: readBlobs(tables),
    writes: readWrites(tables),
    tombstones: readTombstones(tables),
    ...readChain(tables),
  }
}

export function readWrites(tables: readonly KustoTable[]): WriteRow[] {
  return new RowReader(tableNamed(tables, 'Writes')).map((row) => ({
    threadId: row.text('thread_id'),
    checkpointNs: row.text('checkpoint_ns'),
    checkpointId: row.text('checkpoint_id'),
    taskId: row.text('task_id'),
    taskPath: row.text('task_path'),
    idx: row.number('idx'),
    channel: row.text('channel'),
    type: row.text('type'),
    valueJson: row.text('value_json'),
    chunk: row.number('chunk'),
    chunks: row.number('chunks'),
    bytes: row.number('bytes'),
    upsert: row.flag('upsert'),
    callRows: row.number('call_rows'),
    incarnation: row.number('incarnation') || row.number('revision'),
    revision: row.number('revision'),
    writer: row.text('writer'),
    rowFormat: row.number('row_format'),
  }))
}

export function readBlobs(tables: readonly KustoTable[]): BlobRow[] {
  return new RowReader(tableNamed(tables, 'Blobs')).map((row) => ({
    blobId: row.text('blob_id'),
    type: row.text('type'),
    chunk: row.number('chunk'),
    chunks: row.number('chunks'),
    value: row.text('value'),
    bytes: row.number('bytes'),
    storedAtMs: row.timeMs('stored_at'),
    revision: row.number('revision'),
    writer: row.text('writer'),
    rowFormat: row.number('row_format'),
  }))
}

export function readHeads(tables: readonly KustoTable[]): CheckpointRow[] {
  return new RowReader(tableNamed(tables, 'Heads')).map((row) => ({
    threadId: row.text('thread_id'),
    checkpointNs: row.text('checkpoint_ns'),
    checkpointId: row.text('checkpoint_id'),
    parentCheckpointId: row.text('parent_checkpoint_id'),
    type: row.text('type'),
    checkpoint: row.text('checkpoint'),
    metadata: row.text('metadata'),
    manifest: row.text('manifest'),
    formatVersion: row.number('format_version'),
    incarnation: row.number('incarnation') || row.number('revision'),
    depth: row.number('depth'),
    lineage: row.text('lineage'),
    storedAtMs: row.timeMs('stored_at'),
    putAtMs: row.timeMs('put_at'),
    revision: row.number('revision'),
    writer: row.text('writer'),
    rowFormat: row.number('row_format'),
  }))
}

export function readTombstones(tables: readonly KustoTable[]): TombstoneRow[] {
  return readTombstoneRows(tableNamed(tables, 'Tombstones'))
}

export function readTombstoneRows(table: KustoTable): TombstoneRow[] {
  return new RowReader(table).map((row) => ({
    threadId: row.text('thread_id'),
    revision: row.number('revision'),
    writer: '',
    rowFormat: row.number('row_format'),
  }))
}
