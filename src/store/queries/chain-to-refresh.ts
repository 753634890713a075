import { longLiteral, stringLiteral } from '../../kusto/literals.ts'
import type { OverlayScope } from '../../overlay/overlay-entry.ts'
import { DEAD_PARAMETER, deadParameter, IS_LIVING, LET_DEAD } from './living-rows.ts'
import type { QueryPlan } from './query-plan.ts'
import { PROJECT_CHECKPOINT } from './stored-rows.ts'

export interface ChainToRefresh {
  /** The smallest depth. */
  readonly from: number
  /** The greatest depth. */
  readonly to: number
  /** The thread's last tombstone that this process knows; -1 if it knows none. */
  readonly deadAt: number
}

/**
 * Reads the living checkpoints of a thread and namespace between two depths, without large columns.
 * Includes the line of parents of the last one.
 */
export function chainToRefreshQuery(
  scope: OverlayScope,
  { from, to, deadAt }: ChainToRefresh,
): QueryPlan {
  return {
    summary: 'query chain to refresh',
    results: ['Heads'],
    text: `set notruncation;
declare query_parameters(thread:string, ns:string, from_depth:long, to_depth:long, ${DEAD_PARAMETER});
${LET_DEAD}
Checkpoints
    | where thread_id == thread and checkpoint_ns == ns
    | where depth >= from_depth and (from_depth < 0 or depth <= to_depth)
    | where ${IS_LIVING}
    | extend checkpoint = "", metadata = ""
    | ${PROJECT_CHECKPOINT}
    | as Heads`,
    parameters: {
      thread: stringLiteral(scope.threadId),
      ns: stringLiteral(scope.checkpointNs),
      from_depth: longLiteral(from),
      to_depth: longLiteral(to),
      ...deadParameter(deadAt),
    },
  }
}
