import { ROW_FORMAT } from '../../tables/schema.ts'
import { NOT_HIDDEN } from '../../tables/hidden-kql.ts'
import { INCARNATION } from '../../tables/incarnation-kql.ts'
import {
  ACTIVE_THREADS,
  CHECKPOINT_ID,
  DELETED,
  FROM,
  HIDDEN,
  NAMESPACE,
  RUN_ID,
  THREAD,
  THREAD_ID,
  UNTIL,
} from './common.ts'
import type { KqlFunction } from './kql-function.ts'

/**
 * The rows that the saver reads, chosen as in `store/resolve/resolve.ts`. A seal is a value like
 * any other here: without it, no row of an unfinished copy is whole. A row of a newer format is not
 * skipped, because it may be the last put: its checkpoint is left out.
 */
export const HEADS: KqlFunction = {
  name: 'LangGraphHeads',
  isBuildingBlock: true,
  summary:
    'One row for each checkpoint that a reader sees: not deleted, pruned or of an unfinished copy, whole, without duplicates and older revisions.',
  cost: 'Reads the heads of all checkpoints of the threads that were written to in the range, and which chunks of values exist; no values. At most 1,000,000 threads.',
  parameters: [THREAD, FROM, UNTIL],
  columns: [
    THREAD_ID,
    NAMESPACE,
    CHECKPOINT_ID,
    {
      name: 'parent_checkpoint_id',
      type: 'string',
      text: 'the checkpoint before it; empty for a root',
    },
    { name: 'created_at', type: 'datetime', text: 'when it was put, by cluster time' },
    RUN_ID,
    { name: 'metadata', type: 'dynamic', text: "LangGraph's metadata" },
    { name: 'bytes', type: 'long', text: 'size of its whole state' },
    {
      name: 'entries',
      type: 'dynamic',
      text: 'its stored values: `[channel, version, blob_id, chunks, bytes, …]`',
    },
    { name: 'revision', type: 'long', text: "its row's place in the order of writes" },
    { name: 'writer', type: 'string', text: 'the saver that wrote the row' },
  ],
  body: `
${DELETED}
${ACTIVE_THREADS}
${HIDDEN}
let stored = materialize(
    Checkpoints
    | where created_at < until and thread_id in (active)
    | ${NOT_HIDDEN}
    | project thread_id, checkpoint_ns, checkpoint_id, parent_checkpoint_id, created_at, run_id, bytes,
        revision, writer, is_newer = coalesce(row_format, 0) > ${ROW_FORMAT},
        life = ${INCARNATION}, metadata = parse_json(metadata), entries = parse_json(manifest)
    | join kind=leftouter hint.shufflekey=thread_id deleted on thread_id
    | where isnull(dead_at) or life > dead_at
    | where coalesce(tombstone_format, 0) <= ${ROW_FORMAT});
let needed = stored
    | mv-expand entry = entries
    | project thread_id, checkpoint_ns, checkpoint_id, revision, writer, blob_id = tostring(entry[2])
    | where isnotempty(blob_id);
let whole_values = CheckpointBlobs
    | where thread_id in (active) and coalesce(row_format, 0) <= ${ROW_FORMAT}
    | summarize by thread_id, checkpoint_ns, blob_id, revision, writer, chunk, chunks
    | summarize there = count() by thread_id, checkpoint_ns, blob_id, revision, writer, chunks
    | where there >= chunks
    | summarize by thread_id, checkpoint_ns, blob_id;
let half_arrived = needed
    | join kind=leftanti hint.shufflekey=thread_id whole_values on thread_id, checkpoint_ns, blob_id
    | summarize lacking = count() by thread_id, checkpoint_ns, checkpoint_id, revision, writer;
let parents = stored
    | summarize arg_min(revision, parent_checkpoint_id) by thread_id, checkpoint_ns, checkpoint_id
    | project thread_id, checkpoint_ns, checkpoint_id,
        first_parent = iff(parent_checkpoint_id == checkpoint_id, "", parent_checkpoint_id);
stored
| join kind=leftouter hint.shufflekey=thread_id half_arrived on thread_id, checkpoint_ns, checkpoint_id, revision, writer
| where isnull(lacking) or is_newer
| summarize arg_max(revision, writer, created_at, run_id, metadata, bytes, entries, is_newer)
    by thread_id, checkpoint_ns, checkpoint_id
| where not(is_newer)
| join kind=inner hint.shufflekey=thread_id parents on thread_id, checkpoint_ns, checkpoint_id
| project-rename parent_checkpoint_id = first_parent`,
}
