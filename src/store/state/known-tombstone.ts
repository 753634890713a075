import { lastTombstones } from '../resolve/resolve.ts'
import type { OverlayScope } from '../../overlay/overlay-entry.ts'
import type { StoreContext } from './store-context.ts'

/** The revision of the thread's last tombstone that this process knows; -1 if it knows none. */
export function knownTombstone({ threads, overlay }: StoreContext, scope: OverlayScope): number {
  const { threadId } = scope
  const unseen = lastTombstones(overlay.rows(scope).tombstones).get(threadId)
  return Math.max(threads.tombstoneOf(threadId), unseen ?? -1)
}
