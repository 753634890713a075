import type { StoredPart } from '../values/manifest.ts'
import type { CheckpointKey } from '../../tables/rows.ts'
import type { StoreContext } from '../state/store-context.ts'

/** Whether a put may have to store the value of an unchanged channel. */
export type MayNeedStoring = (channel: string, version: string | number | undefined) => boolean

/**
 * Decided when the put begins, because the caller may change the value as soon as the put waits.
 * The value is only left to its parent if this process knows that the parent has it and that it is
 * not old.
 */
export function mayNeedStoring(
  context: StoreContext,
  parent: CheckpointKey | undefined,
): MayNeedStoring {
  const manifest = parent === undefined ? undefined : context.manifests.peek(parent)?.manifest
  if (manifest === undefined) return () => true
  const isDue = dueForRefresh(context)
  const young = manifest.filter((entry) => !entry.parts.some(isDue))
  const versions = new Map(young.map((entry) => [entry.channel, entry.version]))
  return (channel, version) => version === undefined || versions.get(channel) !== version
}

/** Tolerated clock difference; a value stored later than that has an unknown age. */
const FUTURE_MS = 300_000

/**
 * Kusto's retention counts from ingestion, so a value that is still used after a third of it is
 * refreshed. One that reaches that age during its put is left to the next.
 */
export function dueForRefresh(
  context: StoreContext,
): (stored: Pick<StoredPart, 'storedAtMs'>) => boolean {
  const nowMs = context.nowMs()
  const oldestMs = nowMs - context.retentionMs / 3
  return ({ storedAtMs }) => storedAtMs < oldestMs || storedAtMs > nowMs + FUTURE_MS
}
