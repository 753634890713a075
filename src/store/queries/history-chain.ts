import { longLiteral, stringLiteral } from '../../kusto/literals.ts'
import type { OverlayScope } from '../../overlay/overlay-entry.ts'
import { encodeList, LIST_ROWS } from './list-parameter.ts'
import { DEAD_PARAMETER, deadParameter, IS_LIVING, LET_DEAD } from './living-rows.ts'
import type { QueryPlan } from './query-plan.ts'
import { PROJECT_CHECKPOINT, SUMMARIZE_TOMBSTONE } from './stored-rows.ts'

export interface HistoryChainQuery extends OverlayScope {
  readonly checkpointId: string
  readonly channels: readonly string[]
  /**
   * How far the histories reach back, if this process knows the checkpoint and queries may not see
   * it yet.
   */
  readonly known: { readonly from: number; readonly to: number } | undefined
  /** The thread's last tombstone that this process knows; -1 if it knows none. */
  readonly deadAt: number
}

/** Larger than any depth. */
const NOTHING = Number.MAX_SAFE_INTEGER

/**
 * Reads a checkpoint and its ancestors with their manifests, without large columns: enough to walk
 * the parents and to detect a fork. Reaches back to the start of the channels' histories: to the
 * parent if it has a value of the channel, else as far as the checkpoint's lineage says, or to the
 * thread's start if it does not mention a channel. Rows of a deleted thread of the same name do not
 * count.
 */
export function historyChainQuery(query: HistoryChainQuery): QueryPlan {
  const { known } = query
  return {
    summary: 'query checkpoint chain',
    results: ['Heads', 'Tombstones'],
    text: `set notruncation;
declare query_parameters(thread:string, ns:string, id:string, channel_list:string, known_from:long, known_to:long, ${DEAD_PARAMETER});
${LET_DEAD}
let channels = materialize(${LIST_ROWS('channel_list')});
let start = materialize(
    Checkpoints
    | where thread_id == thread and checkpoint_ns == ns and checkpoint_id == id
    | where ${IS_LIVING});
let parents = materialize(
    Checkpoints
    | where thread_id == thread and checkpoint_ns == ns
    | where checkpoint_id in ((start | project parent_checkpoint_id)) and checkpoint_id != id
    | where ${IS_LIVING});
let rests = start
    | where isnotempty(lineage)
    | extend rests = parse_json(lineage);
let seeds = materialize(
    union
        (rests | mv-expand seed = rests.seeds | project channel = tostring(seed[0]), seed_depth = tolong(seed[1])),
        (rests | mv-expand seed = rests.before | project channel = tostring(seed[0]), seed_depth = tolong(seed[1])),
        (parents | mv-expand entry = parse_json(manifest) | project channel = tostring(entry[0]), seed_depth = depth)
    | where channel in (channels));
let covered = toscalar(seeds | summarize by channel | count);
let asked = toscalar(channels | count);
let stored_from = case(
    toscalar(start | count) == 0, ${NOTHING},
    covered < asked, -1,
    coalesce(toscalar(seeds | top 1 by seed_depth asc | project seed_depth), -1));
let from_depth = min_of(known_from, stored_from);
let to_depth = max_of(known_to, coalesce(toscalar(start | top 1 by depth desc | project depth), known_to));
Checkpoints
    | where thread_id == thread and checkpoint_ns == ns
    | where checkpoint_id == id or (depth >= from_depth and (from_depth < 0 or depth < to_depth))
    | extend checkpoint = "", metadata = tostring(bag_pack("source", metadata_filter["source"]))
    | ${PROJECT_CHECKPOINT}
    | as Heads;
ThreadDeletions
    | where thread_id == thread
    | ${SUMMARIZE_TOMBSTONE}
    | as Tombstones`,
    parameters: {
      thread: stringLiteral(query.threadId),
      ns: stringLiteral(query.checkpointNs),
      id: stringLiteral(query.checkpointId),
      channel_list: encodeList(query.channels),
      known_from: longLiteral(known?.from ?? NOTHING),
      known_to: longLiteral(known?.to ?? -1),
      ...deadParameter(query.deadAt),
    },
  }
}
