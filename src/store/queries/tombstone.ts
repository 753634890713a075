import { stringLiteral } from '../../kusto/literals.ts'
import type { QueryPlan } from './query-plan.ts'
import { SUMMARIZE_TOMBSTONE } from './stored-rows.ts'

/** Reads only the thread's last tombstone. */
export function tombstoneQuery(threadId: string): QueryPlan {
  return {
    summary: 'query last deletion of thread',
    results: ['Tombstones'],
    text: `declare query_parameters(thread:string);
ThreadDeletions
    | where thread_id == thread
    | ${SUMMARIZE_TOMBSTONE}
    | as Tombstones`,
    parameters: { thread: stringLiteral(threadId) },
  }
}
