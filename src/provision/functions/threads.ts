import { FROM, RUN_ID, TENANT, THREAD_ID, UNTIL, USER } from './common.ts'
import type { KqlFunction } from './kql-function.ts'
import { CHECKPOINTS } from './checkpoints.ts'

const of = (name: string) => CHECKPOINTS.columns.filter((column) => column.name === name)

export const THREADS: KqlFunction = {
  name: 'LangGraphThreads',
  summary: 'One row for each thread that was written to in the range, as it was at the end of it.',
  cost: 'As LangGraphCheckpoints over all threads of the range; reads no values.',
  parameters: [FROM, UNTIL],
  columns: [
    THREAD_ID,
    ...of('status'),
    ...of('next'),
    { name: 'step', type: 'long', text: 'the step of its latest checkpoint' },
    { name: 'checkpoints', type: 'long', text: 'checkpoints, those of subgraphs included' },
    { name: 'namespaces', type: 'long', text: 'the graph itself and its subgraphs' },
    { name: 'started_at', type: 'datetime', text: 'its first checkpoint' },
    { name: 'last_activity', type: 'datetime', text: 'its last checkpoint or pending write' },
    { name: 'bytes', type: 'long', text: 'size of the state of its latest checkpoint' },
    {
      name: 'stored_bytes',
      type: 'long',
      text: 'size of all stored values, each once however many checkpoints share it',
    },
    TENANT,
    USER,
    RUN_ID,
    { name: 'checkpoint_id', type: 'string', text: 'its latest checkpoint' },
  ],
  body: `
let steps = materialize(LangGraphCheckpoints("", since, until));
let sizes = steps
    | mv-expand entry = entries
    | summarize value_bytes = max(tolong(entry[4])) by thread_id, checkpoint_ns, blob_id = tostring(entry[2])
    | where isnotempty(blob_id)
    | summarize stored_bytes = sum(value_bytes) by thread_id;
steps
| extend rank = strcat(iff(isempty(checkpoint_ns), "1 ", "0 "), checkpoint_id)
| summarize
    checkpoints = count(),
    namespaces = count_distinct(checkpoint_ns),
    started_at = min(created_at),
    last_activity = max(max_of(created_at, coalesce(pending_at, created_at))),
    arg_max(rank, checkpoint_id, status, next, step, bytes, tenant, user, run_id)
    by thread_id
| join kind=leftouter hint.shufflekey=thread_id sizes on thread_id
| extend stored_bytes = coalesce(stored_bytes, 0)`,
}
