import type { WriteRow } from '../../tables/rows.ts'
import { ROW_FORMAT } from '../../tables/schema.ts'

/** The row of a pending write in ingestible form. */
export function writeColumns(row: WriteRow, createdAt: string): Record<string, unknown> {
  return {
    thread_id: row.threadId,
    checkpoint_ns: row.checkpointNs,
    checkpoint_id: row.checkpointId,
    task_id: row.taskId,
    task_path: row.taskPath,
    idx: row.idx,
    channel: row.channel,
    type: row.type,
    value_json: row.valueJson,
    chunk: row.chunk,
    chunks: row.chunks,
    bytes: row.bytes,
    upsert: row.upsert,
    call_rows: row.callRows,
    incarnation: row.incarnation,
    revision: row.revision,
    writer: row.writer,
    created_at: createdAt,
    row_format: ROW_FORMAT,
  }
}
