import { ROW_FORMAT } from '../../tables/schema.ts'
import { ACTIVE_THREADS, FROM, NAMESPACE, THREAD, THREAD_ID, UNTIL } from './common.ts'
import type { KqlFunction } from './kql-function.ts'

/**
 * As `store/values/value-index.ts`: the chunks of one storing belong together, and the first whole
 * storing counts. Values of one chunk, nearly all, are not sorted.
 */
export const VALUES: KqlFunction = {
  name: 'LangGraphValues',
  isBuildingBlock: true,
  summary:
    'One row for each stored value, joined from its chunks. Values of deleted lives are among them: only checkpoints say which live.',
  cost: 'Reads all values of the threads that were written to in the range.',
  parameters: [THREAD, FROM, UNTIL],
  columns: [
    THREAD_ID,
    NAMESPACE,
    { name: 'blob_id', type: 'string', text: 'the name in `entries` of LangGraphHeads' },
    { name: 'type', type: 'string', text: '`json`, else bytes as base64' },
    {
      name: 'text',
      type: 'string',
      text: 'the text; for a value that grew, only what it grew by',
    },
  ],
  body: `
${ACTIVE_THREADS}
let stored = CheckpointBlobs
    | where thread_id in (active) and coalesce(row_format, 0) <= ${ROW_FORMAT};
let single = stored
    | where chunks == 1
    | summarize arg_min(revision, type, text = value) by thread_id, checkpoint_ns, blob_id;
let chunked = stored
    | where chunks > 1
    | summarize take_any(value) by thread_id, checkpoint_ns, blob_id, revision, writer, type, chunks, chunk
    | sort by thread_id asc, blob_id asc, revision asc, chunk asc
    | summarize there = count(), text = strcat_array(make_list(value), "")
        by thread_id, checkpoint_ns, blob_id, revision, writer, type, chunks
    | where there >= chunks
    | summarize arg_min(revision, type, text) by thread_id, checkpoint_ns, blob_id;
union single, chunked`,
}
