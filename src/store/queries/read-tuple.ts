import { stringLiteral } from '../../kusto/literals.ts'
import { LET_LATEST_ID } from './latest-id.ts'
import type { QueryPlan } from './query-plan.ts'
import {
  LET_NEEDED,
  PROJECT_BLOB,
  PROJECT_CHECKPOINT,
  PROJECT_WRITE,
  SUMMARIZE_TOMBSTONE,
} from './stored-rows.ts'

export interface TupleQuery {
  readonly threadId: string
  readonly checkpointNs: string
  /** Undefined for the latest. */
  readonly checkpointId: string | undefined
  /** What this process knows and queries may not see yet. */
  readonly known: {
    /** The greatest checkpoint id, empty when there is none; only used for the latest. */
    readonly checkpointId: string
    /** Values that the known checkpoint needs from the store. */
    readonly blobIds: readonly string[]
    /** Parents whose pending sends it needs from the store. */
    readonly parentIds: readonly string[]
  }
}

/**
 * Everything about one checkpoint in one request: its rows, its values, its pending writes, the thread's tombstone; for formats
 * before 4 the parent's pending sends too.
 *
 * No truncation: the caller asked for this state and must hold it whole in any case.
 */
export function tupleQuery(query: TupleQuery): QueryPlan {
  const latest = query.checkpointId === undefined
  return {
    summary: latest ? 'query latest checkpoint' : 'query checkpoint by id',
    results: ['Heads', 'Blobs', 'Writes', 'Tombstones'],
    text: latest ? LATEST : BY_ID,
    parameters: {
      thread: stringLiteral(query.threadId),
      ns: stringLiteral(query.checkpointNs),
      id: stringLiteral(query.checkpointId ?? query.known.checkpointId),
      known_blobs: stringLiteral(query.known.blobIds.join('\n')),
      known_parents: stringLiteral(query.known.parentIds.map(encodeURIComponent).join('\n')),
    },
  }
}

const LATEST = text(LET_LATEST_ID)

const BY_ID = text('let ids = print checkpoint_id = id;')

/** @param letIds - declares `ids`, the checkpoint that is wanted */
function text(letIds: string): string {
  return `set notruncation;
declare query_parameters(thread:string, ns:string, id:string, known_blobs:string, known_parents:string);
${letIds}
let heads = materialize(
    Checkpoints
    | where thread_id == thread and checkpoint_ns == ns and checkpoint_id in (ids));
${LET_NEEDED}
heads
    | ${PROJECT_CHECKPOINT}
    | as Heads;
CheckpointBlobs
    | where thread_id == thread and checkpoint_ns == ns and blob_id in (blob_ids)
    | ${PROJECT_BLOB}
    | as Blobs;
CheckpointWrites
    | where thread_id == thread and checkpoint_ns == ns
    | where checkpoint_id in (ids) or checkpoint_id in (parents)
    | ${PROJECT_WRITE}
    | as Writes;
ThreadDeletions
    | where thread_id == thread
    | ${SUMMARIZE_TOMBSTONE}
    | as Tombstones`
}
