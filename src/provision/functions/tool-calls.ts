import { FROM, NAMESPACE, RUN_ID, TENANT, THREAD_ID, UNTIL, USER } from './common.ts'
import type { KqlFunction } from './kql-function.ts'

export const TOOL_CALLS: KqlFunction = {
  name: 'LangGraphToolCalls',
  summary: 'One row for each tool call that an `ai` message of the range asks for.',
  cost: 'As LangGraphMessages.',
  parameters: [FROM, UNTIL],
  columns: [
    THREAD_ID,
    { ...NAMESPACE, text: 'where the call was first; empty for the graph itself' },
    { name: 'tool_call_id', type: 'string', text: 'the id of the call' },
    { name: 'tool', type: 'string', text: 'the name of the tool' },
    { name: 'args', type: 'dynamic', text: 'the arguments' },
    { name: 'called_at', type: 'datetime', text: 'when the call was stored' },
    { name: 'step', type: 'long', text: 'the step that stored it' },
    {
      name: 'result_at',
      type: 'datetime',
      text: 'when the result was stored; null without a result',
    },
    { name: 'duration', type: 'timespan', text: 'between the two' },
    { name: 'outcome', type: 'string', text: '`success`, `error`, or `none` without a result' },
    { name: 'result', type: 'string', text: 'the text of the result' },
    { name: 'model', type: 'string', text: 'the model that called' },
    TENANT,
    USER,
    RUN_ID,
  ],
  body: `
let messages = materialize(LangGraphMessages(since, until));
let results = messages
    | where role == "tool" and isnotempty(tool_call_id)
    | summarize arg_max(created_at, tool_status, text) by thread_id, tool_call_id
    | project thread_id, tool_call_id, result_at = created_at, tool_status, result = text;
messages
| where role == "ai"
| mv-expand call = tool_calls
| where isnotempty(call.name)
| project thread_id, checkpoint_ns, tool_call_id = tostring(call.id), tool = tostring(call.name), args = call.args,
    called_at = created_at, step, model, tenant, user, run_id
| join kind=leftouter hint.shufflekey=thread_id results on thread_id, tool_call_id
| extend duration = result_at - called_at, outcome = iff(isnull(result_at), "none", tool_status)`,
}
