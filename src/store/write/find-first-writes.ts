import { firstWritesQuery, readFirstWrites, type FirstWrites } from '../queries/first-writes.ts'
import type { ChainPlace } from '../resolve/known-checkpoint.ts'
import { knownTombstone } from '../state/known-tombstone.ts'
import type { StoreContext } from '../state/store-context.ts'
import type { CheckpointKey } from '../../tables/rows.ts'

/**
 * Where the writes to channels begin of which neither the parent's row nor a version says so. Goes
 * back to the first write and over every checkpoint that a late one may still be on.
 *
 * @param key - the parent
 */
export async function findFirstWrites(
  context: StoreContext,
  key: CheckpointKey,
  { depth, storedAtMs }: ChainPlace,
  channels: readonly string[],
): Promise<FirstWrites> {
  const deadAt = knownTombstone(context, key)
  const settledMs = context.nowMs() - context.arrivalMs
  const unseen = context.overlay.rows(key)
  const written = new Set(
    unseen.writes
      .filter((row) => row.incarnation > deadAt && channels.includes(row.channel))
      .map((row) => row.checkpointId),
  )
  const plan = firstWritesQuery({
    ...key,
    channels,
    unseenIds: [...written],
    to: depth,
    settledMs,
    deadAt,
  })
  const stored = readFirstWrites(await context.queries.run(plan, 'put'))
  const heads = unseen.checkpoints.filter(
    (row) =>
      row.incarnation > deadAt &&
      row.depth <= depth &&
      (row.storedAtMs >= settledMs || written.has(row.checkpointId)),
  )
  const all = [{ depth, storedAtMs }, ...heads, ...(stored === undefined ? [] : [stored])]
  return {
    depth: Math.min(...all.map((one) => one.depth)),
    storedAtMs: Math.min(...all.map((one) => one.storedAtMs)),
  }
}
