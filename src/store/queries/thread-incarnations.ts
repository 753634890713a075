import { stringLiteral } from '../../kusto/literals.ts'
import type { KustoTable } from '../../kusto/kusto-client.ts'
import { INCARNATION } from '../../tables/incarnation-kql.ts'
import { RowReader } from '../../tables/rows.ts'
import { BLOB_ID_INDEX } from '../values/manifest.ts'
import type { QueryPlan } from './query-plan.ts'
import { SUMMARIZE_TOMBSTONE } from './stored-rows.ts'
import { tableNamed } from './table-named.ts'

/** Checkpoints of one life of a thread, from puts or from one copy. */
export interface ThreadIncarnation {
  readonly incarnation: number
  /** The value that makes the checkpoints of a copy visible; empty where they were put. */
  readonly sealId: string
  /** Whether readers may see them: a copy without its seal does not exist for readers. */
  readonly isSealed: boolean
}

/**
 * Returns a thread's lives, including unfinished copies, and its last tombstone. A channel's entry
 * begins with the channel's name, a seal with null.
 */
export function threadIncarnationsQuery(threadId: string): QueryPlan {
  return {
    summary: 'query lives of thread',
    results: ['Lives', 'Seals', 'Tombstones'],
    text: `declare query_parameters(thread:string);
let deleted_at = coalesce(toscalar(ThreadDeletions | where thread_id == thread | summarize max(revision)), -1);
let lives = materialize(
    Checkpoints
    | where thread_id == thread
    | extend incarnation = ${INCARNATION}
    | where incarnation > deleted_at
    | extend entries = parse_json(manifest)
    | extend ending = entries[array_length(entries) - 1]
    | extend seal_id = iff(isnull(ending) or isnotnull(ending[0]), "", tostring(ending[${BLOB_ID_INDEX}]))
    | summarize rows = count() by incarnation, seal_id);
let found = materialize(
    CheckpointBlobs
    | where thread_id == thread and blob_id in ((lives | project seal_id))
    | summarize stored = count() by seal_id = blob_id, value);
lives
    | lookup kind=leftouter found on seal_id
    | project incarnation = tostring(incarnation), seal_id, is_sealed = seal_id == "" or isnotnull(stored)
    | as Lives;
found
    | project value
    | as Seals;
ThreadDeletions
    | where thread_id == thread
    | ${SUMMARIZE_TOMBSTONE}
    | as Tombstones`,
    parameters: { thread: stringLiteral(threadId) },
  }
}

/** The digests in the existing seals. */
export function readSeals(tables: readonly KustoTable[]): string[] {
  return new RowReader(tableNamed(tables, 'Seals')).map((row) => row.text('value'))
}

export function readThreadIncarnations(tables: readonly KustoTable[]): ThreadIncarnation[] {
  return new RowReader(tableNamed(tables, 'Lives')).map((row) => ({
    incarnation: row.number('incarnation'),
    sealId: row.text('seal_id'),
    isSealed: row.flag('is_sealed'),
  }))
}
