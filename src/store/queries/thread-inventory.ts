import { stringLiteral } from '../../kusto/literals.ts'
import type { KustoTable } from '../../kusto/kusto-client.ts'
import { IS_HIDING } from '../../tables/hidden-kql.ts'
import { INCARNATION } from '../../tables/incarnation-kql.ts'
import { RowReader, type Stamp } from '../../tables/rows.ts'
import { SUMMARIZE_CALLS } from './chain-tables.ts'
import type { QueryPlan } from './query-plan.ts'
import { SUMMARIZE_TOMBSTONE } from './stored-rows.ts'
import { tableNamed } from './table-named.ts'

interface InventoryHead extends Stamp {
  readonly checkpointNs: string
  readonly checkpointId: string
}

interface InventoryCall extends InventoryHead {
  readonly isWhole: boolean
}

/** One stored copy of a value, with the chunks that exist. */
export interface InventoryStoring extends Stamp {
  readonly checkpointNs: string
  readonly blobId: string
  readonly isWhole: boolean
  readonly bytes: number
}

/** A thread's live rows in Kusto, without any text. */
export interface ThreadInventory {
  readonly heads: readonly InventoryHead[]
  readonly calls: readonly InventoryCall[]
  readonly storings: readonly InventoryStoring[]
  /** Whether checkpoints of the thread may be hidden. */
  readonly isPruned: boolean
}

const LIVING = `where thread_id == thread
    | where ${INCARNATION} > deleted_at`

/**
 * The names of everything that a thread consists of. Values have no incarnation, so the result
 * includes those of dead lives, which no live checkpoint names.
 */
export function threadInventoryQuery(threadId: string): QueryPlan {
  return {
    summary: 'query inventory of thread',
    results: ['Heads', 'Calls', 'Storings', 'Hiding', 'Tombstones'],
    text: `set notruncation;
declare query_parameters(thread:string);
let deleted_at = coalesce(toscalar(ThreadDeletions | where thread_id == thread | summarize max(revision)), -1);
Checkpoints
    | ${LIVING}
    | summarize by checkpoint_ns, checkpoint_id, revision, writer, row_format
    | project checkpoint_ns, checkpoint_id, revision = tostring(revision), writer, row_format
    | as Heads;
CheckpointWrites
    | ${LIVING}
    | ${SUMMARIZE_CALLS}
    | as Calls;
CheckpointBlobs
    | where thread_id == thread
    | summarize by checkpoint_ns, blob_id, revision, writer, chunk, chunks, bytes, row_format
    | summarize rows = count(), chunks = max(chunks), bytes = max(bytes), row_format = max(row_format) by checkpoint_ns, blob_id, revision, writer
    | project checkpoint_ns, blob_id, revision = tostring(revision), writer, rows = tostring(rows), chunks, bytes = tostring(bytes), row_format
    | as Storings;
CheckpointWrites
    | ${LIVING}
    | where ${IS_HIDING}
    | count
    | as Hiding;
ThreadDeletions
    | where thread_id == thread
    | ${SUMMARIZE_TOMBSTONE}
    | as Tombstones`,
    parameters: { thread: stringLiteral(threadId) },
  }
}

export function readThreadInventory(tables: readonly KustoTable[]): ThreadInventory {
  return {
    heads: new RowReader(tableNamed(tables, 'Heads')).map((row) => ({
      checkpointNs: row.text('checkpoint_ns'),
      checkpointId: row.text('checkpoint_id'),
      revision: row.number('revision'),
      writer: row.text('writer'),
      rowFormat: row.number('row_format'),
    })),
    calls: new RowReader(tableNamed(tables, 'Calls')).map((row) => ({
      checkpointNs: row.text('checkpoint_ns'),
      checkpointId: row.text('checkpoint_id'),
      revision: row.number('revision'),
      writer: row.text('writer'),
      isWhole: row.number('rows') >= row.number('call_rows'),
    })),
    storings: new RowReader(tableNamed(tables, 'Storings')).map((row) => ({
      checkpointNs: row.text('checkpoint_ns'),
      blobId: row.text('blob_id'),
      revision: row.number('revision'),
      writer: row.text('writer'),
      isWhole: row.number('rows') >= row.number('chunks'),
      bytes: row.number('bytes'),
      rowFormat: row.number('row_format'),
    })),
    isPruned:
      new RowReader(tableNamed(tables, 'Hiding')).map((row) => row.number('Count'))[0] !== 0,
  }
}
