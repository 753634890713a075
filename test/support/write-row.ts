import type { WriteRow } from '../../src/tables/rows.ts'

/** One whole pending write. */
export function writeRow(row: Pick<WriteRow, 'threadId' | 'checkpointNs' | 'revision'>): WriteRow {
  return {
    ...row,
    checkpointId: 'c',
    taskId: 'task',
    taskPath: '',
    idx: 0,
    channel: 'x',
    type: 'json',
    valueJson: '1',
    chunk: 0,
    chunks: 1,
    bytes: 1,
    upsert: false,
    callRows: 1,
    incarnation: row.revision,
    writer: 'w',
  }
}
