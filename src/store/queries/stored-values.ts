import { longLiteral, stringLiteral } from '../../kusto/literals.ts'
import type { OverlayScope } from '../../overlay/overlay-entry.ts'
import type { QueryPlan } from './query-plan.ts'
import { INCARNATION } from '../../tables/incarnation-kql.ts'

/**
 * Finds which of these values any live checkpoint of a thread and namespace names.
 *
 * @param names - of values as they appear in a manifest's text; nothing is parsed, so no version
 *   changes its text or type
 * @param deadAt - the revision of the last known tombstone
 */
export function storedValuesQuery(
  scope: OverlayScope,
  names: readonly string[],
  deadAt: number,
): QueryPlan {
  return {
    summary: 'query values of other checkpoints',
    results: ['Names'],
    text: `declare query_parameters(thread:string, ns:string, name_list:string, known_dead_at:long);
let tombstones = ThreadDeletions
| where thread_id == thread
| summarize dead_at = max(revision) by thread_id;
Checkpoints
| where thread_id == thread and checkpoint_ns == ns
| extend life = ${INCARNATION}
| where life > known_dead_at
| lookup kind=leftouter tombstones on thread_id
| where isnull(dead_at) or life > dead_at
| extend name = split(name_list, "\\n")
| mv-expand name to typeof(string)
| where indexof(manifest, name) >= 0
| summarize checkpoints = count() by name
| project name
| as Names`,
    parameters: {
      thread: stringLiteral(scope.threadId),
      ns: stringLiteral(scope.checkpointNs),
      name_list: stringLiteral(names.join('\n')),
      known_dead_at: longLiteral(deadAt),
    },
  }
}
