import type { KustoTable } from '../../kusto/kusto-client.ts'
import { datetimeLiteral, longLiteral, stringLiteral } from '../../kusto/literals.ts'
import type { OverlayScope } from '../../overlay/overlay-entry.ts'
import { RowReader } from '../../tables/rows.ts'
import { encodeList, LIST_ROWS } from './list-parameter.ts'
import { DEAD_PARAMETER, deadParameter, IS_LIVING, LET_DEAD } from './living-rows.ts'
import type { QueryPlan } from './query-plan.ts'
import { STORED_AT } from './stored-rows.ts'
import { tableNamed } from './table-named.ts'

export interface FirstWritesQuery extends OverlayScope {
  readonly channels: readonly string[]
  /** Checkpoints with writes to them that queries may not see yet. */
  readonly unseenIds: readonly string[]
  /** The depth of the last checkpoint to look at. */
  readonly to: number
  /** Writes on checkpoints that were stored since may not be visible yet. */
  readonly settledMs: number
  readonly deadAt: number
}

/** Where the writes to some channels begin, on any branch. */
export interface FirstWrites {
  readonly depth: number
  /** When the oldest checkpoint from there on was last stored, in milliseconds since 1970. */
  readonly storedAtMs: number
}

/**
 * Finds the smallest depth of a checkpoint that has a write to one of the channels, or that is too
 * young to be sure that it has none.
 */
export function firstWritesQuery(query: FirstWritesQuery): QueryPlan {
  return {
    summary: 'query first writes to channels',
    results: ['First'],
    text: `set notruncation;
declare query_parameters(thread:string, ns:string, channel_list:string, unseen_list:string, to_depth:long, settled:datetime, ${DEAD_PARAMETER});
${LET_DEAD}
let channels = materialize(${LIST_ROWS('channel_list')});
let unseen = materialize(${LIST_ROWS('unseen_list')});
let heads = materialize(
    Checkpoints
    | where thread_id == thread and checkpoint_ns == ns and depth <= to_depth
    | where ${IS_LIVING}
    | extend last_stored = ${STORED_AT}
    | summarize depth = max(depth), last_stored = max(last_stored) by checkpoint_id);
let written = CheckpointWrites
    | where thread_id == thread and checkpoint_ns == ns and channel in (channels)
    | where ${IS_LIVING}
    | distinct checkpoint_id;
let first_depth = toscalar(
    heads
    | where last_stored >= settled or checkpoint_id in (written) or checkpoint_id in (unseen)
    | top 1 by depth asc
    | project depth);
heads
    | where depth >= first_depth
    | summarize depth = min(depth), last_stored = min(last_stored)
    | where isnotnull(depth)
    | project depth = tostring(depth), stored_at = tostring(last_stored)
    | as First`,
    parameters: {
      thread: stringLiteral(query.threadId),
      ns: stringLiteral(query.checkpointNs),
      channel_list: encodeList(query.channels),
      unseen_list: encodeList(query.unseenIds),
      to_depth: longLiteral(query.to),
      settled: datetimeLiteral(new Date(query.settledMs)),
      ...deadParameter(query.deadAt),
    },
  }
}

/** Undefined if there is none. */
export function readFirstWrites(tables: readonly KustoTable[]): FirstWrites | undefined {
  const [first] = new RowReader(tableNamed(tables, 'First')).map((row) => ({
    depth: row.number('depth'),
    storedAtMs: row.timeMs('stored_at'),
  }))
  return first
}
