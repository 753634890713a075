import type { KustoTable } from '../../kusto/kusto-client.ts'
import { RowReader, type CallRow, type StoredRows } from '../../tables/rows.ts'
import { CHAIN_RESULTS } from './chain-tables.ts'
import { tableNamed } from './table-named.ts'

type Chain = Pick<StoredRows, 'chain' | 'calls' | 'seedChunks'>

/** Reads the tables of {@link CHAIN_RESULTS}; empty if the query does not have them. */
export function readChain(tables: readonly KustoTable[]): Chain {
  const names = new Set(tables.map(({ name }) => name))
  if (!CHAIN_RESULTS.every((name) => names.has(name))) {
    return { chain: [], calls: [], seedChunks: [] }
  }
  return {
    chain: new RowReader(tableNamed(tables, 'Chain')).map((row) => ({
      threadId: row.text('thread_id'),
      checkpointNs: row.text('checkpoint_ns'),
      checkpointId: row.text('checkpoint_id'),
      parentCheckpointId: row.text('parent_checkpoint_id'),
      incarnation: row.number('incarnation') || row.number('revision'),
      depth: row.number('depth'),
      lineage: row.text('lineage'),
      manifest: row.text('manifest'),
      revision: row.number('revision'),
      writer: row.text('writer'),
      rowFormat: row.number('row_format'),
    })),
    calls: readCalls(tables),
    seedChunks: new RowReader(tableNamed(tables, 'SeedChunks')).map((row) => ({
      blobId: row.text('blob_id'),
      chunk: row.number('chunk'),
    })),
  }
}

export function readCalls(tables: readonly KustoTable[]): CallRow[] {
  return new RowReader(tableNamed(tables, 'Calls')).map((row) => ({
    threadId: row.text('thread_id'),
    checkpointNs: row.text('checkpoint_ns'),
    checkpointId: row.text('checkpoint_id'),
    revision: row.number('revision'),
    writer: row.text('writer'),
    rows: row.number('rows'),
    callRows: row.number('call_rows'),
    incarnation: row.number('incarnation') || row.number('revision'),
  }))
}
