import { stringLiteral } from '../../kusto/literals.ts'
import type { OverlayScope } from '../../overlay/overlay-entry.ts'
import type { QueryPlan } from './query-plan.ts'
import { PROJECT_CHECKPOINT, SUMMARIZE_TOMBSTONE } from './stored-rows.ts'

/** Every checkpoint of a thread and namespace with its parent and manifest, without what is large: enough to walk the parents and to notice a fork. */
export function historyChainQuery(scope: OverlayScope): QueryPlan {
  return {
    summary: 'query checkpoint chain',
    results: ['Heads', 'Tombstones'],
    text: `set notruncation;
declare query_parameters(thread:string, ns:string);
Checkpoints
    | where thread_id == thread and checkpoint_ns == ns
    | extend checkpoint = "", metadata = tostring(bag_pack("source", metadata_filter["source"]))
    | ${PROJECT_CHECKPOINT}
    | as Heads;
ThreadDeletions
    | where thread_id == thread
    | ${SUMMARIZE_TOMBSTONE}
    | as Tombstones`,
    parameters: {
      thread: stringLiteral(scope.threadId),
      ns: stringLiteral(scope.checkpointNs),
    },
  }
}
