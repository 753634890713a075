import { ROW_FORMAT } from '../../tables/schema.ts'
import { IS_HIDING, NOT_HIDDEN } from '../../tables/hidden-kql.ts'
import { INCARNATION } from '../../tables/incarnation-kql.ts'
import {
  ACTIVE_THREADS,
  CHECKPOINT_ID,
  DELETED,
  FROM,
  HIDDEN,
  NAMESPACE,
  THREAD,
  THREAD_ID,
  UNTIL,
} from './common.ts'
import type { KqlFunction } from './kql-function.ts'

/**
 * Chosen as in `store/resolve/resolve-writes.ts`: a call counts with all of its rows; of several
 * writes of a task and idx, the last of a call of special writes, else the first.
 */
export const PENDING_WRITES: KqlFunction = {
  name: 'LangGraphPendingWrites',
  isBuildingBlock: true,
  summary:
    'One row for each write of a task that a reader sees, on the checkpoint that the task started from, with the value of interrupts and errors.',
  cost: 'Reads the names of all pending writes of the threads that were written to in the range, and the values of interrupts and errors.',
  parameters: [THREAD, FROM, UNTIL],
  columns: [
    THREAD_ID,
    NAMESPACE,
    CHECKPOINT_ID,
    { name: 'task_id', type: 'string', text: 'the task' },
    { name: 'node', type: 'string', text: 'the node of the task; empty if it came from a `Send`' },
    { name: 'idx', type: 'int', text: 'the place in the task, negative for special writes' },
    {
      name: 'channel',
      type: 'string',
      text: 'the channel; `__interrupt__`, `__error__`, `__resume__` are special',
    },
    { name: 'created_at', type: 'datetime', text: 'when it was written, by cluster time' },
    { name: 'value', type: 'dynamic', text: 'of an interrupt or error; otherwise null' },
  ],
  body: `
${DELETED}
${ACTIVE_THREADS}
${HIDDEN}
let stored = materialize(
    CheckpointWrites
    | where created_at < until and thread_id in (active) and coalesce(row_format, 0) <= ${ROW_FORMAT}
    | where not(${IS_HIDING})
    | ${NOT_HIDDEN}
    | extend life = ${INCARNATION}
    | summarize by thread_id, checkpoint_ns, checkpoint_id, revision, writer, task_id, task_path, idx,
        chunk, chunks, channel, type, upsert, call_rows, created_at, life
    | join kind=leftouter hint.shufflekey=thread_id deleted on thread_id
    | where isnull(dead_at) or life > dead_at);
let whole_calls = stored
    | summarize there = count(), call_rows = max(call_rows) by thread_id, checkpoint_ns, checkpoint_id, revision, writer
    | where there >= coalesce(call_rows, 0);
let effective = materialize(
    stored
    | join kind=inner hint.shufflekey=thread_id whole_calls
        on thread_id, checkpoint_ns, checkpoint_id, revision, writer
    | summarize there = count() by thread_id, checkpoint_ns, checkpoint_id, revision, writer, task_id,
        task_path, idx, chunks, channel, type, upsert, created_at
    | where there >= chunks
    | extend place = iff(upsert, revision, -revision)
    | summarize arg_max(place, revision, writer, task_path, channel, type, created_at)
        by thread_id, checkpoint_ns, checkpoint_id, task_id, idx);
let texts = CheckpointWrites
    | where thread_id in (active) and channel in ("__interrupt__", "__error__") and type == "json"
    | summarize take_any(value_json) by thread_id, checkpoint_ns, checkpoint_id, revision, writer, task_id, idx, chunk
    | sort by thread_id asc, revision asc, idx asc, chunk asc
    | summarize text = strcat_array(make_list(value_json), "")
        by thread_id, checkpoint_ns, checkpoint_id, revision, writer, task_id, idx;
effective
| join kind=leftouter hint.shufflekey=thread_id texts
    on thread_id, checkpoint_ns, checkpoint_id, revision, writer, task_id, idx
| extend node = extract("__pregel_pull, ([^,]+)$", 1, task_path), value = parse_json(text)`,
}
