import type { ChainPlace } from '../resolve/known-checkpoint.ts'
import { findFirstWrites } from './find-first-writes.ts'
import {
  deltaChannelsOf,
  lineageOfPut,
  newcomersOf,
  seedsBefore,
  type ChainStart,
} from './lineage-of-put.ts'
import type { ManifestEntry } from '../values/manifest.ts'
import type { CheckpointPut } from './checkpoint-put.ts'
import { writeCallsQuery, readWriteCalls } from '../queries/write-calls.ts'
import { FIRST_WITH_OWN_SENDS } from '../resolve/sending-parents.ts'
import { knownTombstone } from '../state/known-tombstone.ts'
import type { StoreContext } from '../state/store-context.ts'
import { callsAmong, writeCall, type WriteCall } from '../values/whole-calls.ts'
import type { CheckpointKey } from '../../tables/rows.ts'

export interface PutParts {
  /** The checkpoint's own manifest. */
  readonly manifest: readonly ManifestEntry[]
  /** Its parent's manifest; undefined if it is incomplete. */
  readonly parent: readonly ManifestEntry[] | undefined
  /** Its parent's position; undefined if unknown. */
  readonly place: ChainPlace | undefined
}

/**
 * A checkpoint's position and what it rests on. Sends a request if this process does not know its
 * parent's writes and the checkpoint may rest on them.
 */
export async function findLineage(
  context: StoreContext,
  { key, parentCheckpointId, draft }: CheckpointPut,
  { manifest, parent, place }: PutParts,
): Promise<ChainStart> {
  if (parentCheckpointId === undefined) return { depth: 0, lineage: undefined }
  if (parentCheckpointId === key.checkpointId) {
    return { depth: place?.depth ?? 0, lineage: place?.lineage }
  }
  const parentKey = { ...key, checkpointId: parentCheckpointId }
  const resting = {
    ...draft,
    stored: new Set(manifest.map(({ channel }) => channel)),
    parent: place === undefined ? ('unknown' as const) : { ...place, manifest: parent ?? [] },
  }
  // known writes cost nothing, and may reveal a delta channel that nothing else shows
  const known = context.calls.on(parentKey, context.threads.tombstoneOf(key.threadId))
  const rests =
    draft.formatVersion < FIRST_WITH_OWN_SENDS ||
    seedsBefore(resting).size > 0 ||
    deltaChannelsOf({ ...resting, calls: known ?? [] }).length > 0
  const calls = known ?? (rests ? await callsOn(context, parentKey) : [])
  const newcomers = newcomersOf({ ...resting, calls })
  const firstWrites =
    place === undefined || newcomers.length === 0
      ? undefined
      : await findFirstWrites(context, parentKey, place, newcomers)
  return lineageOfPut({ ...resting, calls, firstWrites })
}

async function callsOn(context: StoreContext, key: CheckpointKey): Promise<readonly WriteCall[]> {
  const deadAt = knownTombstone(context, key)
  const unseen = context.overlay
    .rows(key)
    .writes.filter((row) => row.checkpointId === key.checkpointId && row.incarnation > deadAt)
  const tables = await context.queries.run(writeCallsQuery(key, deadAt), 'put')
  const calls = [...readWriteCalls(tables), ...callsAmong(unseen).map(writeCall)]
  context.calls.learn(key, calls, deadAt)
  return context.calls.on(key, deadAt) ?? []
}
