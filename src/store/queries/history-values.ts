import { stringLiteral } from '../../kusto/literals.ts'
import type { OverlayScope } from '../../overlay/overlay-entry.ts'
import { encodeList, LIST_ROWS } from './list-parameter.ts'
import type { QueryPlan } from './query-plan.ts'
import {
  PROJECT_BLOB,
  PROJECT_CHECKPOINT,
  PROJECT_WRITE,
  SUMMARIZE_TOMBSTONE,
} from './stored-rows.ts'

export interface HistoryValuesQuery extends OverlayScope {
  readonly channels: readonly string[]
  /** Checkpoints whose writes are needed. */
  readonly checkpointIds: readonly string[]
  /** Checkpoints whose own row is needed for values in it. */
  readonly headIds: readonly string[]
  readonly blobIds: readonly string[]
}

/**
 * Reads the writes of some channels on a chain of checkpoints, and the values that the chain begins
 * with. Writes to other channels come without their values, because a call only counts with all of
 * its rows.
 */
export function historyValuesQuery(query: HistoryValuesQuery): QueryPlan {
  return {
    summary: 'query channel history',
    results: ['Heads', 'Blobs', 'Writes', 'Tombstones'],
    text: `set notruncation;
declare query_parameters(thread:string, ns:string, channel_list:string, id_list:string, head_list:string, blob_list:string);
let channels = materialize(${LIST_ROWS('channel_list')});
let ids = materialize(${LIST_ROWS('id_list')});
let heads = materialize(${LIST_ROWS('head_list')});
let blobs = materialize(${LIST_ROWS('blob_list')});
let written = CheckpointWrites
    | where thread_id == thread and checkpoint_ns == ns and checkpoint_id in (ids);
Checkpoints
    | where thread_id == thread and checkpoint_ns == ns and checkpoint_id in (heads)
    | ${PROJECT_CHECKPOINT}
    | as Heads;
CheckpointBlobs
    | where thread_id == thread and checkpoint_ns == ns and blob_id in (blobs)
    | ${PROJECT_BLOB}
    | as Blobs;
union
    (written | where channel in (channels)),
    (written | where channel !in (channels) | extend value_json = "")
    | ${PROJECT_WRITE}
    | as Writes;
ThreadDeletions
    | where thread_id == thread
    | ${SUMMARIZE_TOMBSTONE}
    | as Tombstones`,
    parameters: {
      thread: stringLiteral(query.threadId),
      ns: stringLiteral(query.checkpointNs),
      channel_list: encodeList(query.channels),
      id_list: encodeList(query.checkpointIds),
      head_list: encodeList(query.headIds),
      blob_list: encodeList(query.blobIds),
    },
  }
}
