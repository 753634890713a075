import { stringLiteral } from '../../kusto/literals.ts'
import type { CheckpointKey } from '../../tables/rows.ts'
import type { QueryPlan } from './query-plan.ts'
import { PROJECT_CHECKPOINT, SUMMARIZE_TOMBSTONE } from './stored-rows.ts'

/** The rows of one checkpoint without its values and writes, and its thread's tombstone: what a checkpoint put again builds on. */
export function ownManifestQuery(key: CheckpointKey): QueryPlan {
  return {
    summary: 'query manifest of the same checkpoint',
    results: ['Heads', 'Tombstones'],
    text: `declare query_parameters(thread:string, ns:string, id:string);
Checkpoints
    | where thread_id == thread and checkpoint_ns == ns and checkpoint_id == id
    | extend checkpoint = "", metadata = ""
    | ${PROJECT_CHECKPOINT}
    | as Heads;
ThreadDeletions
    | where thread_id == thread
    | ${SUMMARIZE_TOMBSTONE}
    | as Tombstones`,
    parameters: {
      thread: stringLiteral(key.threadId),
      ns: stringLiteral(key.checkpointNs),
      id: stringLiteral(key.checkpointId),
    },
  }
}
