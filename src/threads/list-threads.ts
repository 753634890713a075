import type { KustoClient } from '../kusto/kusto-client.ts'
import { longLiteral } from '../kusto/literals.ts'
import { INCARNATION } from '../tables/incarnation-kql.ts'
import { LET_HIDDEN, NOT_HIDDEN } from '../tables/hidden-kql.ts'
import { LET_SEALED } from '../tables/sealed-kql.ts'
import { namedRows } from '../kusto/show.ts'

export interface ThreadSummary {
  readonly threadId: string
  readonly namespaces: number
  readonly checkpoints: number
  /** Bytes of the stored channel values, each counted once however many checkpoints share it. */
  readonly bytes: number
  /** ISO 8601, in cluster time as known to the last writer. */
  readonly lastActivity: string
}

// Rows that are stored twice (a repeated put, a batch delivered twice) count once. Values do not
// name their incarnation; their revision is a good approximation.
const TEXT = `declare query_parameters(most: long);
let deleted = ThreadDeletions | summarize deleted_at = max(revision) by thread_id;
let living = Checkpoints
    | join kind=leftouter deleted on thread_id
    | where isnull(deleted_at) or ${INCARNATION} > deleted_at;
${LET_SEALED}
${LET_HIDDEN('')}
let threads = materialize(
    sealed
    | ${NOT_HIDDEN}
    | summarize last_activity = max(created_at) by thread_id, checkpoint_ns, checkpoint_id
    | summarize checkpoints = count(), last_activity = max(last_activity) by thread_id, checkpoint_ns
    | summarize namespaces = count(), checkpoints = sum(checkpoints), last_activity = max(last_activity) by thread_id
    | order by last_activity desc
    | take most);
threads;
CheckpointBlobs
    | where thread_id in ((threads | project thread_id))
    | join kind=leftouter deleted on thread_id
    | where isnull(deleted_at) or revision > deleted_at
    | summarize bytes = max(bytes) by thread_id, checkpoint_ns, blob_id
    | summarize bytes = sum(bytes) by thread_id`

/**
 * Lists the most recently written threads, newest first. Reads the whole table: for administrators,
 * not for every request.
 *
 * @throws KustoError
 */
export async function listThreads(
  client: KustoClient,
  most: number,
): Promise<readonly ThreadSummary[]> {
  const [threads, sizes] = await client.query({
    text: TEXT,
    parameters: { most: longLiteral(most) },
  })
  const bytes = new Map(
    (sizes === undefined ? [] : namedRows(sizes)).map((row) => [row['thread_id'], row['bytes']]),
  )
  return (threads === undefined ? [] : namedRows(threads))
    .map((row) => ({
      threadId: String(row['thread_id']),
      namespaces: Number(row['namespaces']),
      checkpoints: Number(row['checkpoints']),
      bytes: Number(bytes.get(row['thread_id']) ?? 0),
      lastActivity: String(row['last_activity']),
    }))
    .toSorted((a, b) => b.lastActivity.localeCompare(a.lastActivity))
}
