import { stringLiteral } from '../../kusto/literals.ts'
import { BLOB_ID_INDEX } from '../values/manifest.ts'
import type { CheckpointKey } from '../../tables/rows.ts'
import type { QueryPlan } from './query-plan.ts'
import { PROJECT_CHECKPOINT, SUMMARIZE_STORED_CHUNKS, SUMMARIZE_TOMBSTONE } from './stored-rows.ts'

/**
 * The rows of one checkpoint without large columns, the existing chunks of their values, and the
 * thread's tombstone.
 */
export const MANIFESTS_AND_CHUNKS: string = `set notruncation;
declare query_parameters(thread:string, ns:string, id:string, known_blobs:string);
let heads = materialize(
    Checkpoints
    | where thread_id == thread and checkpoint_ns == ns and checkpoint_id == id);
let blob_ids = heads
    | mv-expand entry = parse_json(manifest)
    | project blob_id = tostring(entry[${BLOB_ID_INDEX}])
    | union (
        print known = split(known_blobs, "\\n")
        | mv-expand blob_id = known to typeof(string)
        | project blob_id);
heads
    | extend checkpoint = "", metadata = ""
    | ${PROJECT_CHECKPOINT}
    | as Heads;
CheckpointBlobs
    | where thread_id == thread and checkpoint_ns == ns and blob_id in (blob_ids)
    | ${SUMMARIZE_STORED_CHUNKS}
    | as Chunks;
ThreadDeletions
    | where thread_id == thread
    | ${SUMMARIZE_TOMBSTONE}
    | as Tombstones`

/**
 * Reads the rows of one checkpoint without values and writes, the existing chunks of its values,
 * and the thread's tombstone: what a put needs if this process has neither read nor written its
 * parent.
 *
 * @param knownBlobIds - values needed by rows that this process knows and queries may not see yet
 */
export function parentManifestQuery(
  key: CheckpointKey,
  knownBlobIds: readonly string[] = [],
): QueryPlan {
  return {
    summary: 'query manifest of parent checkpoint',
    results: ['Heads', 'Chunks', 'Tombstones'],
    text: MANIFESTS_AND_CHUNKS,
    parameters: {
      thread: stringLiteral(key.threadId),
      ns: stringLiteral(key.checkpointNs),
      id: stringLiteral(key.checkpointId),
      known_blobs: stringLiteral(knownBlobIds.join('\n')),
    },
  }
}
