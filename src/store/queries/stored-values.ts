import { stringLiteral } from '../../kusto/literals.ts'
import type { OverlayScope } from '../../overlay/overlay.ts'
import type { QueryPlan } from './query-plan.ts'

/**
 * Which of some values any checkpoint of a thread and namespace names, deleted or not.
 *
 * @param names - of values as they stand in a manifest's text: nothing is parsed, so no version changes its text or type
 */
export function storedValuesQuery(scope: OverlayScope, names: readonly string[]): QueryPlan {
  return {
    summary: 'query values of other checkpoints',
    results: ['Names'],
    text: `declare query_parameters(thread:string, ns:string, name_list:string);
Checkpoints
| where thread_id == thread and checkpoint_ns == ns
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
    },
  }
}
