import { stringLiteral } from '../../kusto/literals.ts'
import type { KustoTable } from '../../kusto/kusto-client.ts'
import { IS_HIDING } from '../../tables/hidden-kql.ts'
import { RowReader, type ChunkName, type StoredRows } from '../../tables/rows.ts'
import { SUMMARIZE_CALLS } from './chain-tables.ts'
import { DEAD_PARAMETER, deadParameter, IS_LIVING, LET_DEAD } from './living-rows.ts'
import type { QueryPlan } from './query-plan.ts'
import { readCalls } from './read-chain.ts'
import {
  PROJECT_CHECKPOINT,
  PROJECT_WRITE,
  readHeads,
  readTombstones,
  readWrites,
  SUMMARIZE_TOMBSTONE,
} from './stored-rows.ts'
import { tableNamed } from './table-named.ts'

/**
 * Reads how the living checkpoints of a thread hang together: their rows without texts, the names
 * of write calls and values, which are hidden and which wait for an answer. Of the metadata only
 * `parents`, the checkpoints of the graphs around a subgraph.
 *
 * @param deadAt - the thread's last tombstone that this process knows; -1 if it knows none
 */
export function threadOutlineQuery(threadId: string, deadAt: number): QueryPlan {
  return {
    summary: 'query outline of thread',
    results: ['Heads', 'Writes', 'Calls', 'Values', 'Tombstones'],
    text: `set notruncation;
declare query_parameters(thread:string, ${DEAD_PARAMETER});
${LET_DEAD}
Checkpoints
    | where thread_id == thread and ${IS_LIVING}
    | extend checkpoint = "", metadata = tostring(parse_json(metadata).parents)
    | ${PROJECT_CHECKPOINT}
    | as Heads;
CheckpointWrites
    | where thread_id == thread and ${IS_LIVING}
    | where channel == "__interrupt__" or (${IS_HIDING})
    | extend value_json = ""
    | ${PROJECT_WRITE}
    | as Writes;
CheckpointWrites
    | where thread_id == thread and ${IS_LIVING}
    | ${SUMMARIZE_CALLS}
    | as Calls;
CheckpointBlobs
    | where thread_id == thread
    | summarize by blob_id, revision, writer, chunk, chunks
    | summarize there = count() by blob_id, revision, writer, chunks
    | where there >= chunks
    | summarize chunks = max(chunks) by blob_id
    | as Values;
ThreadDeletions
    | where thread_id == thread
    | ${SUMMARIZE_TOMBSTONE}
    | as Tombstones`,
    parameters: { thread: stringLiteral(threadId), ...deadParameter(deadAt) },
  }
}

export function readThreadOutline(tables: readonly KustoTable[]): StoredRows {
  return {
    checkpoints: readHeads(tables).map((row) => ({ ...row, metadata: onlyParents(row.metadata) })),
    blobs: [],
    writes: readWrites(tables),
    tombstones: readTombstones(tables),
    chain: [],
    calls: readCalls(tables),
    seedChunks: readValues(tables),
  }
}

/** The chunks of values that are whole. */
function readValues(tables: readonly KustoTable[]): ChunkName[] {
  const values = new RowReader(tableNamed(tables, 'Values')).map((row) => ({
    blobId: row.text('blob_id'),
    chunks: row.number('chunks'),
  }))
  return values.flatMap(({ blobId, chunks }) =>
    Array.from({ length: chunks }, (_, chunk) => ({ blobId, chunk })),
  )
}

function onlyParents(parents: string): string {
  return parents === '' ? '{}' : `{"parents":${parents}}`
}
