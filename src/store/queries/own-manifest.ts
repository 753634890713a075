import { stringLiteral } from '../../kusto/literals.ts'
import type { CheckpointKey } from '../../tables/rows.ts'
import { MANIFESTS_AND_PIECES } from './parent-manifest.ts'
import type { QueryPlan } from './query-plan.ts'

/**
 * The rows of one checkpoint without its values and writes, which chunks of its values are there,
 * and its thread's tombstone: what a checkpoint put again builds on.
 *
 * @param knownBlobIds - values that rows need which this process knows and queries may not see yet
 */
export function ownManifestQuery(
  key: CheckpointKey,
  knownBlobIds: readonly string[] = [],
): QueryPlan {
  return {
    summary: 'query manifest of the same checkpoint',
    results: ['Heads', 'Chunks', 'Tombstones'],
    text: MANIFESTS_AND_PIECES,
    parameters: {
      thread: stringLiteral(key.threadId),
      ns: stringLiteral(key.checkpointNs),
      id: stringLiteral(key.checkpointId),
      known_blobs: stringLiteral(knownBlobIds.join('\n')),
    },
  }
}
