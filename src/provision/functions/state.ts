import { BEGINNING, END, NAMESPACE, THREAD } from './common.ts'
import type { KqlFunction } from './kql-function.ts'

export const STATE: KqlFunction = {
  name: 'LangGraphState',
  summary: 'One row for each channel of a checkpoint, with its value.',
  cost: 'Reads the heads and all values of one thread.',
  parameters: [
    { ...THREAD, text: 'the id of the thread' },
    {
      name: 'checkpoint',
      type: 'string',
      fallback: '""',
      text: 'the id of the checkpoint; empty for the latest',
    },
    { name: 'ns', type: 'string', fallback: '""', text: 'the namespace, see `checkpoint_ns`' },
  ],
  columns: [
    NAMESPACE,
    { name: 'checkpoint_id', type: 'string', text: 'the checkpoint' },
    { name: 'channel', type: 'string', text: 'the channel' },
    { name: 'version', type: 'string', text: "the channel's version; empty if it has none" },
    {
      name: 'storage',
      type: 'string',
      text: '`value`; `row`: in the checkpoint’s own row; `delta`: rebuilt by the graph from writes, no value here',
    },
    {
      name: 'type',
      type: 'string',
      text: '`json`; any other value is bytes, without `value`',
    },
    { name: 'bytes', type: 'long', text: 'size of the stored text' },
    {
      name: 'value',
      type: 'dynamic',
      text: "the JSON as the serializer wrote it; LangChain's objects have `lc`, `id` and `kwargs`",
    },
  ],
  body: `
let heads = materialize(
    LangGraphHeads(thread, ${BEGINNING}, ${END})
    | where checkpoint_ns == ns and (isempty(checkpoint) or checkpoint_id == checkpoint)
    | top 1 by checkpoint_id desc);
let parts = materialize(
    heads
    | mv-expand with_itemindex = place entry = entries
    | project thread_id, checkpoint_ns, checkpoint_id, revision, writer, place,
        channel = tostring(entry[0]), version = tostring(entry[1]), blob_id = tostring(entry[2]), part_bytes = tolong(entry[4])
    | where version != "seal" or isnotempty(channel)
    | sort by place desc
    | extend value_number = row_cumsum(iff(isnotempty(channel), 1, 0)));
let stored = parts
    | where isnotempty(blob_id)
    | join kind=inner LangGraphValues(thread, ${BEGINNING}, ${END}) on thread_id, checkpoint_ns, blob_id
    | extend text = iff(isnotempty(channel), text, substring(text, 0, strlen(text) - 1))
    | sort by value_number asc, place asc
    | summarize
        channel = max(channel),
        version = max(version),
        type = max(type),
        bytes = sum(part_bytes) - count() + 1,
        text = strcat_array(make_list(text), "")
        by value_number, checkpoint_ns, checkpoint_id
    | extend storage = "value", value = iff(type == "json", parse_json(text), dynamic(null));
let own = parts
    | where isempty(blob_id)
    | join kind=inner (
        Checkpoints
        | where thread_id == thread and checkpoint_ns == ns
        | project thread_id, checkpoint_ns, checkpoint_id, revision, writer, type, checkpoint
        ) on thread_id, checkpoint_ns, checkpoint_id, revision, writer
    | extend head = iff(type == "json", parse_json(checkpoint), dynamic(null))
    | summarize take_any(version, type, head) by checkpoint_ns, checkpoint_id, channel
    | extend value = head.channel_values[channel]
    | extend storage = "row", bytes = tolong(string_size(tostring(value)));
let delta = heads
    | mv-expand channel = bag_keys(metadata.counters_since_delta_snapshot) to typeof(string)
    | where isnotempty(channel)
    | join kind=leftanti parts on channel
    | project checkpoint_ns, checkpoint_id, channel, version = "", storage = "delta", type = "",
        bytes = long(null), value = dynamic(null);
union stored, own, delta`,
}
