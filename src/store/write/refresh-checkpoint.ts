import type { KnownCheckpoint } from '../resolve/known-checkpoint.ts'
import { manifestEntry, type ManifestEntry } from '../values/manifest.ts'
import { dueForRefresh } from './may-need-storing.ts'
import { refreshLineage } from './refresh-lineage.ts'
import { refreshRows } from './refresh-rows.ts'
import type { StoreContext } from '../state/store-context.ts'
import type { CheckpointKey } from '../../tables/rows.ts'

/**
 * Refreshes a checkpoint with its values, its pending writes and what it rests on, if this process
 * knows that retention might remove them soon. A new pending write shows that the checkpoint is in
 * use: a thread that waits for several people for months must not lose the first answers.
 */
export async function refreshCheckpoint(context: StoreContext, key: CheckpointKey): Promise<void> {
  const known = context.manifests.peek(key)
  if (known === undefined || !isAnyDue(context, known)) return
  await context.refreshes.once(key, () => refresh(context, key, known))
}

/** A carried value may be older than its checkpoint by a third of the period. */
function isAnyDue(context: StoreContext, known: KnownCheckpoint): boolean {
  const isDue = dueForRefresh(context)
  const { manifest, lineage } = known
  const chain = lineage !== undefined && lineage.seeds.size > 0 ? [lineage.sinceMs] : []
  return (
    isDue(known) ||
    manifest.some(({ parts }) => parts.some(isDue)) ||
    chain.some((storedAtMs) => isDue({ storedAtMs }))
  )
}

async function refresh(
  context: StoreContext,
  key: CheckpointKey,
  known: KnownCheckpoint,
): Promise<void> {
  const storedAtMs = context.nowMs()
  const blobIds = known.manifest.flatMap(({ parts }) => parts.map(({ blobId }) => blobId))
  await refreshRows(context, key, {
    checkpointIds: [key.checkpointId],
    blobIds: blobIds.filter((blobId) => blobId !== ''),
  })
  const parentId = known.parentCheckpointId
  const place = parentId === '' ? known : await refreshLineage(context, key, parentId, known)
  const manifest = known.manifest.map((entry) => storedAt(entry, storedAtMs))
  context.manifests.refreshed(key, { ...known, ...place, manifest, storedAtMs })
}

function storedAt(entry: ManifestEntry, storedAtMs: number): ManifestEntry {
  const [first, ...others] = entry.parts
  const parts = [
    { ...first, storedAtMs },
    ...others.map((part) => ({ ...part, storedAtMs })),
  ] as const
  return manifestEntry(entry, parts, entry.digest)
}
