import { stringLiteral } from '../../kusto/literals.ts'
import type { QueryPlan } from './query-plan.ts'
import { INCARNATION } from '../../tables/incarnation-kql.ts'

/**
 * Reads the greatest incarnation of any row of the thread, and its last tombstone, as text; no row
 * for an unknown thread.
 */
export function lastIncarnationQuery(threadId: string): QueryPlan {
  return {
    summary: 'query last incarnation of thread',
    results: ['LastIncarnation'],
    needsTime: true,
    text: `declare query_parameters(thread:string);
union
    (Checkpoints | where thread_id == thread | project thread_id, incarnation = ${INCARNATION}),
    (CheckpointWrites | where thread_id == thread | project thread_id, incarnation = ${INCARNATION}),
    (ThreadDeletions | where thread_id == thread | project thread_id, incarnation = revision)
| summarize incarnation = tostring(max(incarnation)) by thread_id
| as LastIncarnation`,
    parameters: { thread: stringLiteral(threadId) },
  }
}
