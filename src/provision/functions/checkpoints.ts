import { FROM_ANY, THREAD, EXTEND_OWNER, UNTIL_ANY, TENANT, USER } from './common.ts'
import { HEADS } from './heads.ts'
import type { KqlFunction } from './kql-function.ts'

/** A barrier's value is complete if its JSON is as long as the list of all its names. */
const JOIN_BYTES = 'string_size(names) + 2 * countof(names, "+") + 4'

export const CHECKPOINTS: KqlFunction = {
  name: 'LangGraphCheckpoints',
  summary: 'One row for each checkpoint of a thread, with what the graph does next.',
  cost: 'Reads the heads and the names of pending writes of one thread; with an empty thread, of all threads that were written to in the range.',
  parameters: [THREAD, FROM_ANY, UNTIL_ANY],
  columns: [
    ...HEADS.columns.slice(0, 5),
    { name: 'step', type: 'long', text: "LangGraph's number of the step; -1 for the input" },
    {
      name: 'source',
      type: 'string',
      text: '`input`, `loop`, `update` or `fork`',
    },
    {
      name: 'status',
      type: 'string',
      text: '`done`; `waiting` for an answer to an interrupt; `failed`; `unfinished`: in between, or stopped',
    },
    {
      name: 'next',
      type: 'dynamic',
      text: 'the nodes that are due; `__send__` for tasks that were sent',
    },
    {
      name: 'pending_at',
      type: 'datetime',
      text: 'the last pending write; null if there is none',
    },
    TENANT,
    USER,
    ...HEADS.columns.slice(5),
  ],
  body: `
let heads = materialize(LangGraphHeads(thread, since, until));
let due = heads
    | mv-expand entry = entries
    | project thread_id, checkpoint_ns, checkpoint_id, channel = tostring(entry[0]), value_bytes = tolong(entry[4])
    | extend names = extract("^join:(.*):[^:]*$", 1, channel)
    | extend next_node = case(
        channel startswith_cs "branch:to:", substring(channel, 10),
        channel == "__start__", channel,
        channel == "__pregel_tasks" and value_bytes > 2, "__send__",
        isnotempty(names) and value_bytes == ${JOIN_BYTES}, extract("([^:]*)$", 1, channel),
        "")
    | where isnotempty(next_node)
    | summarize next = make_set(next_node) by thread_id, checkpoint_ns, checkpoint_id;
let pending = LangGraphPendingWrites(thread, since, until)
    | summarize
        results = countif(channel !in ("__interrupt__", "__error__", "__resume__", "__scheduled__")),
        interrupts = countif(channel == "__interrupt__"),
        errors = countif(channel == "__error__"),
        pending_at = max(created_at)
        by thread_id, checkpoint_ns, checkpoint_id, task_id
    | summarize
        waits = countif(results == 0 and interrupts > 0),
        failures = countif(results == 0 and errors > 0),
        pending_at = max(pending_at)
        by thread_id, checkpoint_ns, checkpoint_id;
heads
| join kind=leftouter hint.shufflekey=thread_id due on thread_id, checkpoint_ns, checkpoint_id
| join kind=leftouter hint.shufflekey=thread_id pending on thread_id, checkpoint_ns, checkpoint_id
| extend next = coalesce(next, dynamic([])), step = tolong(metadata.step), source = tostring(metadata.source)
| extend status = case(
    coalesce(failures, 0) > 0, "failed",
    coalesce(waits, 0) > 0, "waiting",
    array_length(next) > 0, "unfinished",
    "done")
| ${EXTEND_OWNER}`,
}
