import {
  CHECKPOINT_ID,
  EXTEND_OWNER,
  FROM,
  NAMESPACE,
  RUN_ID,
  TENANT,
  THREAD_ID,
  UNTIL,
  USER,
} from './common.ts'
import type { KqlFunction } from './kql-function.ts'

/** Every stored text is parsed once, however many checkpoints share it. */
export const MESSAGES: KqlFunction = {
  name: 'LangGraphMessages',
  summary:
    'One row for each LangChain message that a checkpoint first held in the range, in any channel that holds messages; each message once.',
  cost: 'Reads and parses once every stored value with messages of the threads that were written to in the range.',
  parameters: [FROM, UNTIL],
  columns: [
    THREAD_ID,
    { ...NAMESPACE, text: 'where it was first; empty for the graph itself' },
    { ...CHECKPOINT_ID, text: 'the first checkpoint that holds it' },
    { name: 'created_at', type: 'datetime', text: 'when that was put' },
    { name: 'step', type: 'long', text: 'the step of that checkpoint' },
    { name: 'channel', type: 'string', text: 'the channel' },
    { name: 'place', type: 'long', text: 'the position in the channel, from 0' },
    {
      name: 'message_id',
      type: 'string',
      text: 'the id; without one, the namespace, place and a hash of the text tell messages apart',
    },
    { name: 'role', type: 'string', text: '`human`, `ai`, `system`, `tool`, else the class' },
    { name: 'text', type: 'string', text: 'the text of its content, of all blocks together' },
    { name: 'name', type: 'string', text: 'the name; of a tool’s result the tool' },
    { name: 'tool_calls', type: 'dynamic', text: 'the tool calls of an `ai` message' },
    { name: 'tool_call_id', type: 'string', text: 'of a `tool` message: the call it answers' },
    { name: 'tool_status', type: 'string', text: 'of a `tool` message: `success` or `error`' },
    { name: 'model', type: 'string', text: '`model_name` or `model` of the response' },
    { name: 'input_tokens', type: 'long', text: 'of `usage_metadata`; null without' },
    { name: 'output_tokens', type: 'long', text: 'of `usage_metadata`; null without' },
    TENANT,
    USER,
    RUN_ID,
  ],
  body: `
let heads = materialize(LangGraphHeads("", since, until));
let named = materialize(
    heads
    | mv-expand with_itemindex = part entry = entries
    | project thread_id, checkpoint_ns, checkpoint_id, revision, part, channel = tostring(entry[0]), blob_id = tostring(entry[2])
    | where isnotempty(blob_id)
    | sort by thread_id asc, checkpoint_ns asc, checkpoint_id asc, part desc
    | extend value_number = row_cumsum(iff(isnotempty(channel), 1, 0)));
let texts = LangGraphValues("", since, until)
    | where type == "json" and text contains_cs "langchain_core"
    | extend parsed = iff(text startswith_cs ",", parse_json(strcat("[", substring(text, 1))), parse_json(text))
    | extend items = iff(gettype(parsed) == "array", parsed, pack_array(parsed))
    | project thread_id, checkpoint_ns, blob_id, items, item_count = array_length(items);
let held = materialize(texts);
let places = named
    | join kind=inner hint.shufflekey=thread_id (held | project thread_id, checkpoint_ns, blob_id, item_count)
        on thread_id, checkpoint_ns, blob_id
    | sort by value_number asc, part asc
    | extend items_before = row_cumsum(item_count, value_number != prev(value_number)) - item_count
    | project thread_id, checkpoint_ns, checkpoint_id, revision, blob_id, value_number, items_before;
let channels = named
    | where isnotempty(channel)
    | project value_number, value_channel = channel;
let uses = places
    | join kind=inner channels on value_number
    | summarize last_use = max(revision), arg_min(revision, checkpoint_id, items_before, value_channel)
        by thread_id, checkpoint_ns, blob_id;
let found = uses
    | join kind=inner hint.shufflekey=thread_id held on thread_id, checkpoint_ns, blob_id
    | mv-expand with_itemindex = item_index item = items
    | where tostring(item.id[0]) == "langchain_core" and tostring(item.id[1]) == "messages" and item.type == "constructor"
    | extend place = items_before + item_index, fields = item.kwargs, class = tostring(item.id[2])
    | extend message_id = tostring(fields.id)
    | extend key = iff(isnotempty(message_id), message_id, strcat(checkpoint_ns, " ", value_channel, " ", place, " ", hash_md5(tostring(item))));
let firsts = found
    | summarize arg_min(revision, checkpoint_ns, checkpoint_id, place, value_channel, message_id) by thread_id, key;
let lasts = found
    | summarize arg_max(last_use, class, fields) by thread_id, key;
firsts
| join kind=inner hint.shufflekey=thread_id lasts on thread_id, key
| join kind=inner hint.shufflekey=thread_id (
    heads
    | project thread_id, checkpoint_ns, checkpoint_id, created_at, metadata, run_id
    ) on thread_id, checkpoint_ns, checkpoint_id
| where created_at >= since
| extend blocks = iff(gettype(fields.content) == "array", array_concat(fields.content, dynamic([{"text": ""}])), pack_array(bag_pack("text", fields.content)))
| mv-apply block = blocks on (summarize text = strcat_array(make_list(tostring(block.text)), ""))
| extend
    channel = value_channel,
    step = tolong(metadata.step),
    role = case(
        class startswith_cs "Human", "human",
        class startswith_cs "AI", "ai",
        class startswith_cs "System", "system",
        class startswith_cs "Tool", "tool",
        class),
    name = tostring(fields.name),
    tool_calls = fields.tool_calls,
    tool_call_id = tostring(fields.tool_call_id),
    tool_status = iff(class startswith_cs "Tool", coalesce(tostring(fields.status), "success"), ""),
    model = coalesce(tostring(fields.response_metadata.model_name), tostring(fields.response_metadata.model)),
    input_tokens = tolong(fields.usage_metadata.input_tokens),
    output_tokens = tolong(fields.usage_metadata.output_tokens)
| ${EXTEND_OWNER}`,
}
