import { FROM, NAMESPACE, THREAD_ID, UNTIL } from './common.ts'
import type { KqlFunction } from './kql-function.ts'

export const FORKS: KqlFunction = {
  name: 'LangGraphForks',
  summary:
    'One row for each checkpoint with several children, of which the last was put in the range.',
  cost: 'As LangGraphHeads over all threads of the range; reads no values.',
  parameters: [FROM, UNTIL],
  columns: [
    THREAD_ID,
    NAMESPACE,
    { name: 'checkpoint_id', type: 'string', text: 'the checkpoint where ways part' },
    { name: 'step', type: 'long', text: 'its step; null if it is not there any more' },
    { name: 'children', type: 'long', text: 'how many follow it' },
    { name: 'child_ids', type: 'dynamic', text: 'their ids, oldest first' },
    { name: 'sources', type: 'dynamic', text: 'how each began: `input`, `loop`, `update`, `fork`' },
    { name: 'forked_at', type: 'datetime', text: 'when the last of them was put' },
  ],
  body: `
let heads = materialize(
    LangGraphHeads("", since, until)
    | project thread_id, checkpoint_ns, checkpoint_id, parent_checkpoint_id, created_at,
        step = tolong(metadata.step), source = tostring(metadata.source));
heads
| where isnotempty(parent_checkpoint_id)
| sort by thread_id asc, checkpoint_id asc
| summarize children = count(), child_ids = make_list(checkpoint_id), sources = make_list(source), forked_at = max(created_at)
    by thread_id, checkpoint_ns, parent_checkpoint_id
| where children > 1 and forked_at >= since
| join kind=leftouter hint.shufflekey=thread_id (
    heads
    | project thread_id, checkpoint_ns, parent_checkpoint_id = checkpoint_id, step
    ) on thread_id, checkpoint_ns, parent_checkpoint_id
| project-rename checkpoint_id = parent_checkpoint_id`,
}
