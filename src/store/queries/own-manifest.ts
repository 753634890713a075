import { stringLiteral } from '../../kusto/literals.ts'
import type { CheckpointKey } from '../../tables/rows.ts'
import { MANIFESTS_AND_CHUNKS } from './parent-manifest.ts'
import type { QueryPlan } from './query-plan.ts'

/**
 * Reads the rows of one checkpoint without values and writes, the existing chunks of its values,
 * and its thread's tombstone: what a repeated put of a checkpoint builds on.
 *
 * @param knownBlobIds - values needed by rows that this process knows and queries may not see yet
 */
export function ownManifestQuery(
  key: CheckpointKey,
  knownBlobIds: readonly string[] = [],
): QueryPlan {
  return {
    summary: 'query manifest of the same checkpoint',
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
