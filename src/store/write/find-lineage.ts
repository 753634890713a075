import type { ChainPlace } from '../resolve/known-checkpoint.ts'
import { deltaChannelsOf, lineageOfPut, seedsBefore, type ChainStart } from './lineage-of-put.ts'
import type { ManifestEntry } from '../values/manifest.ts'
import type { CheckpointPut } from './checkpoint-put.ts'
import { writeCallsQuery, readWriteCalls } from '../queries/write-calls.ts'
import { FIRST_WITH_OWN_SENDS } from '../resolve/sending-parents.ts'
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
  const known = livingAmong(context, parentKey, context.calls.on(parentKey))
  const rests =
    draft.formatVersion < FIRST_WITH_OWN_SENDS ||
    seedsBefore(resting).size > 0 ||
    deltaChannelsOf({ ...resting, calls: known ?? [] }).length > 0
  const calls = known ?? (rests ? await callsOn(context, parentKey) : [])
  return lineageOfPut({ ...resting, calls })
}

async function callsOn(context: StoreContext, key: CheckpointKey): Promise<readonly WriteCall[]> {
  const unseen = context.overlay
    .rows(key)
    .writes.filter((row) => row.checkpointId === key.checkpointId)
  const tables = await context.queries.run(writeCallsQuery(key), 'put')
  context.calls.learn(key, [...readWriteCalls(tables), ...callsAmong(unseen).map(writeCall)])
  return livingAmong(context, key, context.calls.on(key)) ?? []
}

/** A thread that begins anew may use an id again: it does not rest on writes of its former life. */
function livingAmong(
  { threads }: StoreContext,
  { threadId }: CheckpointKey,
  calls: readonly WriteCall[] | undefined,
): readonly WriteCall[] | undefined {
  const deadAt = threads.tombstoneOf(threadId)
  return calls?.filter(({ incarnation }) => incarnation > deadAt)
}
