import type { StoredPart } from '../values/manifest.ts'
import type { CheckpointKey } from '../../tables/rows.ts'
import type { StoreContext } from '../state/store-context.ts'

/** Whether a put may have to store the value of a channel that did not change. */
export type MayBeStored = (channel: string, version: string | number | undefined) => boolean

/**
 * Decided when the put begins, because the caller may change the value as soon as the put waits: a
 * value may be left to its parent only when this process knows already that the parent has it and
 * that it is not old.
 */
export function mayBeStored(context: StoreContext, parent: CheckpointKey | undefined): MayBeStored {
  const manifest = parent === undefined ? undefined : context.manifests.peek(parent)?.manifest
  if (manifest === undefined) return () => true
  const isDue = dueForRefresh(context)
  const young = manifest.filter((entry) => !entry.parts.some(isDue))
  const versions = new Map(young.map((entry) => [entry.channel, entry.version]))
  return (channel, version) => version === undefined || versions.get(channel) !== version
}

/** A clock may be ahead by so much; what was stored later than that is of unknown age. */
const FUTURE_MS = 300_000

/**
 * Kusto's retention counts from ingestion: a value that is still used after a third of it is stored
 * again. One that comes to that age while its put is under way is left to the next.
 */
export function dueForRefresh(
  context: StoreContext,
): (stored: Pick<StoredPart, 'storedAtMs'>) => boolean {
  const nowMs = context.nowMs()
  const oldestMs = nowMs - context.retentionMs / 3
  return ({ storedAtMs }) => storedAtMs < oldestMs || storedAtMs > nowMs + FUTURE_MS
}
