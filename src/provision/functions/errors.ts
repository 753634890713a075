import { CHECKPOINT_ID, FROM, NAMESPACE, RUN_ID, TENANT, THREAD_ID, UNTIL, USER } from './common.ts'
import type { KqlFunction } from './kql-function.ts'

export const ERRORS: KqlFunction = {
  name: 'LangGraphErrors',
  summary: 'One row for each task that failed in the range.',
  cost: 'As LangGraphCheckpoints over all threads of the range; reads the values of interrupts and errors.',
  parameters: [FROM, UNTIL],
  columns: [
    THREAD_ID,
    NAMESPACE,
    CHECKPOINT_ID,
    { name: 'step', type: 'long', text: 'the step of that checkpoint, before the task' },
    { name: 'node', type: 'string', text: 'the node' },
    { name: 'task_id', type: 'string', text: 'the task' },
    { name: 'failed_at', type: 'datetime', text: 'when the error was stored' },
    { name: 'error', type: 'string', text: "the error's name" },
    { name: 'message', type: 'string', text: "the error's message" },
    {
      name: 'is_open',
      type: 'bool',
      text: 'whether the thread is still there: its latest checkpoint, and the task has no result',
    },
    TENANT,
    USER,
    RUN_ID,
  ],
  body: `
let steps = materialize(
    LangGraphCheckpoints("", since, until)
    | project thread_id, checkpoint_ns, checkpoint_id, step, tenant, user, run_id);
let newest = steps
    | summarize latest_id = max(checkpoint_id) by thread_id, checkpoint_ns;
let pending = materialize(LangGraphPendingWrites("", since, until));
let finished = pending
    | where channel !in ("__interrupt__", "__error__", "__resume__", "__scheduled__")
    | summarize results = count() by thread_id, checkpoint_ns, checkpoint_id, task_id;
pending
| where channel == "__error__" and created_at >= since
| project-rename failed_at = created_at
| join kind=inner hint.shufflekey=thread_id steps on thread_id, checkpoint_ns, checkpoint_id
| join kind=leftouter hint.shufflekey=thread_id finished on thread_id, checkpoint_ns, checkpoint_id, task_id
| join kind=inner hint.shufflekey=thread_id newest on thread_id, checkpoint_ns
| extend is_open = isnull(results) and checkpoint_id == latest_id, error = tostring(value.name), message = tostring(value.message)`,
}
