import { stringLiteral } from '../../kusto/literals.ts'
import type { OverlayScope } from '../../overlay/overlay-entry.ts'
import { encodeList, LIST_ROWS } from './list-parameter.ts'
import type { QueryPlan } from './query-plan.ts'
import { PROJECT_BLOB } from './stored-rows.ts'

/** Reads the chunks of stored values of a thread and namespace. */
export function blobsByIdQuery(scope: OverlayScope, blobIds: readonly string[]): QueryPlan {
  return {
    summary: 'query values by id',
    results: ['Blobs'],
    text: `set notruncation;
declare query_parameters(thread:string, ns:string, blob_list:string);
let blobs = materialize(${LIST_ROWS('blob_list')});
CheckpointBlobs
    | where thread_id == thread and checkpoint_ns == ns and blob_id in (blobs)
    | ${PROJECT_BLOB}
    | as Blobs`,
    parameters: {
      thread: stringLiteral(scope.threadId),
      ns: stringLiteral(scope.checkpointNs),
      blob_list: encodeList(blobIds),
    },
  }
}
