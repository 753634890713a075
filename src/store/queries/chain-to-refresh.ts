import { longLiteral, stringLiteral } from '../../kusto/literals.ts'
import type { OverlayScope } from '../../overlay/overlay-entry.ts'
import type { QueryPlan } from './query-plan.ts'
import { PROJECT_CHECKPOINT } from './stored-rows.ts'

/**
 * Reads checkpoints of a thread and namespace between two depths, without large columns. Includes
 * the line of parents of the last one.
 */
export function chainToRefreshQuery(
  scope: OverlayScope,
  { from, to }: { readonly from: number; readonly to: number },
): QueryPlan {
  return {
    summary: 'query chain to refresh',
    results: ['Heads'],
    text: `set notruncation;
declare query_parameters(thread:string, ns:string, from_depth:long, to_depth:long);
Checkpoints
    | where thread_id == thread and checkpoint_ns == ns
    | where depth >= from_depth and (from_depth < 0 or depth <= to_depth)
    | extend checkpoint = "", metadata = ""
    | ${PROJECT_CHECKPOINT}
    | as Heads`,
    parameters: {
      thread: stringLiteral(scope.threadId),
      ns: stringLiteral(scope.checkpointNs),
      from_depth: longLiteral(from),
      to_depth: longLiteral(to),
    },
  }
}
