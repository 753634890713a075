import type { KustoClient } from '../kusto/kusto-client.ts'
import { longLiteral, stringLiteral } from '../kusto/literals.ts'
import { INCARNATION } from '../tables/incarnation-kql.ts'
import { LET_HIDDEN, NOT_HIDDEN } from '../tables/hidden-kql.ts'
import { LET_SEALED } from '../tables/sealed-kql.ts'
import { namedRows } from '../kusto/show.ts'

export interface HistoryEntry {
  readonly checkpointNs: string
  readonly checkpointId: string
  readonly parentCheckpointId: string
  /** LangGraph's `metadata.step`; null if the metadata has none. */
  readonly step: number | null
  /** LangGraph's `metadata.source`; empty if the metadata has none. */
  readonly source: string
  /** Bytes of the checkpoint with all the values that it needs. */
  readonly bytes: number
  readonly createdAt: string
}

// For a checkpoint that was put again, the last revision counts, but the parent comes from the
// first.
const TEXT = `declare query_parameters(thread: string, most: long);
let deleted_at = toscalar(ThreadDeletions | where thread_id == thread | summarize max(revision));
let living = Checkpoints
    | where thread_id == thread and (isnull(deleted_at) or ${INCARNATION} > deleted_at);
${LET_SEALED}
${LET_HIDDEN('\n    | where thread_id == thread')}
let rows = sealed
    | ${NOT_HIDDEN}
    | project checkpoint_ns, checkpoint_id, parent_checkpoint_id, revision, bytes, created_at,
        step = tostring(metadata_filter.step), source = tostring(metadata_filter.source);
let firsts = rows
    | summarize arg_min(revision, parent_checkpoint_id) by checkpoint_ns, checkpoint_id
    | project checkpoint_ns, checkpoint_id, parent_checkpoint_id;
rows
    | summarize arg_max(revision, step, source, bytes, created_at) by checkpoint_ns, checkpoint_id
    | join kind=inner firsts on checkpoint_ns, checkpoint_id
    | order by checkpoint_ns asc, checkpoint_id desc
    | take most
    | project checkpoint_ns, checkpoint_id, parent_checkpoint_id, step, source, bytes, created_at`

/**
 * Lists the checkpoints of one thread, by namespace, newest first; empty for a missing or deleted
 * thread. Reads no values.
 *
 * @throws KustoError
 */
export async function threadHistory(
  client: KustoClient,
  threadId: string,
  most: number,
): Promise<readonly HistoryEntry[]> {
  const [table] = await client.query({
    text: TEXT,
    parameters: { thread: stringLiteral(threadId), most: longLiteral(most) },
  })
  return (table === undefined ? [] : namedRows(table)).map((row) => ({
    checkpointNs: String(row['checkpoint_ns']),
    checkpointId: String(row['checkpoint_id']),
    parentCheckpointId: String(row['parent_checkpoint_id']),
    step: stepOf(row['step']),
    source: String(row['source']),
    bytes: Number(row['bytes']),
    createdAt: String(row['created_at']),
  }))
}

function stepOf(text: unknown): number | null {
  const step = Number(text)
  return text === '' || Number.isNaN(step) ? null : step
}
