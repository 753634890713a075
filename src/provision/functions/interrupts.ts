import { CHECKPOINT_ID, FROM, NAMESPACE, TENANT, THREAD_ID, UNTIL, USER } from './common.ts'
import type { KqlFunction } from './kql-function.ts'

/**
 * An interrupt of a subgraph is written in its namespace and in each one above it: the deepest
 * counts. It waits if the graph itself still waits for it.
 */
export const INTERRUPTS: KqlFunction = {
  name: 'LangGraphInterrupts',
  summary: 'One row for each interrupt that was raised in the range, with its question.',
  cost: 'As LangGraphCheckpoints over all threads of the range; reads the values of interrupts and errors.',
  parameters: [FROM, UNTIL],
  columns: [
    THREAD_ID,
    { ...NAMESPACE, text: 'of the node that asks; empty for the graph itself' },
    CHECKPOINT_ID,
    { name: 'step', type: 'long', text: 'the step of that checkpoint' },
    { name: 'node', type: 'string', text: 'the node that asks' },
    { name: 'task_id', type: 'string', text: 'its task' },
    { name: 'interrupt_id', type: 'string', text: "LangGraph's id of the interrupt" },
    { name: 'asked_at', type: 'datetime', text: 'when it was raised' },
    { name: 'is_waiting', type: 'bool', text: 'whether nobody has answered yet' },
    { name: 'question', type: 'dynamic', text: 'what `interrupt()` was given' },
    TENANT,
    USER,
  ],
  body: `
let steps = materialize(
    LangGraphCheckpoints("", since, until)
    | project thread_id, checkpoint_ns, checkpoint_id, step, tenant, user);
let pending = materialize(LangGraphPendingWrites("", since, until));
let finished = pending
    | where channel !in ("__interrupt__", "__error__", "__resume__", "__scheduled__")
    | summarize results = count() by thread_id, checkpoint_ns, checkpoint_id, task_id;
let asked = materialize(
    pending
    | where channel == "__interrupt__"
    | join kind=leftouter hint.shufflekey=thread_id finished on thread_id, checkpoint_ns, checkpoint_id, task_id
    | mv-expand one = value
    | extend interrupt_id = coalesce(tostring(one.id), tostring(one.interrupt_id), task_id)
    | join kind=inner hint.shufflekey=thread_id steps on thread_id, checkpoint_ns, checkpoint_id
    | project thread_id, checkpoint_ns, checkpoint_id, step, node, task_id, interrupt_id,
        asked_at = created_at, is_open = isnull(results), question = one.value, tenant, user);
let newest = steps
    | where isempty(checkpoint_ns)
    | summarize latest_id = max(checkpoint_id) by thread_id;
let waiting = asked
    | where isempty(checkpoint_ns) and is_open
    | join kind=inner hint.shufflekey=thread_id newest on thread_id
    | where checkpoint_id == latest_id
    | summarize waits = count() by thread_id, interrupt_id;
asked
| where asked_at >= since
| extend levels = iff(isempty(checkpoint_ns), 0, 1 + countof(checkpoint_ns, "|"))
| summarize arg_max(levels, checkpoint_ns, checkpoint_id, step, node, task_id, asked_at, question, tenant, user)
    by thread_id, interrupt_id
| join kind=leftouter hint.shufflekey=thread_id waiting on thread_id, interrupt_id
| extend is_waiting = isnotnull(waits)`,
}
