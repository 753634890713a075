import { stringLiteral } from '../../kusto/literals.ts'
import type { QueryPlan } from './query-plan.ts'

/** The greatest revision of anything the thread has, as text; no row for an unknown thread. */
export function lastRevisionQuery(threadId: string): QueryPlan {
  return {
    summary: 'query last revision of thread',
    results: ['LastRevision'],
    text: `declare query_parameters(thread:string);
union
    (Checkpoints | where thread_id == thread | project thread_id, revision),
    (CheckpointWrites | where thread_id == thread | project thread_id, revision),
    (ThreadDeletions | where thread_id == thread | project thread_id, revision)
| summarize revision = tostring(max(revision)) by thread_id
| as LastRevision`,
    parameters: { thread: stringLiteral(threadId) },
  }
}
