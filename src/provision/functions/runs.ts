import { FROM, RUN_ID, TENANT, THREAD_ID, UNTIL, USER } from './common.ts'
import type { KqlFunction } from './kql-function.ts'

/**
 * LangGraph.js itself stores no run id. Without one, a run goes from its input, or from the update
 * or fork that began it, to the next.
 */
export const RUNS: KqlFunction = {
  name: 'LangGraphRuns',
  summary:
    'One row for each run whose last checkpoint was put in the range: by run id, without one from each input to the next.',
  cost: 'As LangGraphCheckpoints over all threads of the range; reads no values.',
  parameters: [FROM, UNTIL],
  columns: [
    THREAD_ID,
    { name: 'run', type: 'string', text: 'the run id, else the id of its first checkpoint' },
    RUN_ID,
    { name: 'started_at', type: 'datetime', text: 'its first checkpoint' },
    { name: 'ended_at', type: 'datetime', text: 'its last checkpoint or pending write' },
    {
      name: 'duration',
      type: 'timespan',
      text: 'between the two, waiting for humans included',
    },
    { name: 'steps', type: 'long', text: 'checkpoints of the graph itself after the input' },
    {
      name: 'outcome',
      type: 'string',
      text: 'the status of its last checkpoint, see LangGraphCheckpoints',
    },
    TENANT,
    USER,
    { name: 'checkpoint_id', type: 'string', text: 'its last checkpoint' },
  ],
  body: `
LangGraphCheckpoints("", since, until)
| where isempty(checkpoint_ns)
| sort by thread_id asc, checkpoint_id asc
| extend run_number = row_cumsum(iff(source == "loop", 0, 1), thread_id != prev(thread_id))
| extend run_key = iff(isempty(run_id), tostring(run_number), run_id)
| summarize
    steps = countif(source != "input"),
    first_id = min(checkpoint_id),
    started_at = min(created_at),
    ended_at = max(max_of(created_at, coalesce(pending_at, created_at))),
    last_put = max(created_at),
    arg_max(checkpoint_id, status, tenant, user, run_id)
    by thread_id, run_key
| where last_put >= since
| extend run = iff(isempty(run_id), first_id, run_id), duration = ended_at - started_at, outcome = status`,
}
