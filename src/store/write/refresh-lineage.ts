import type { ChainStart } from './lineage-of-put.ts'
import { dueForRefresh } from './may-need-storing.ts'
import { chainRows } from './refresh-chain.ts'
import { refreshRows } from './refresh-rows.ts'
import type { StoreContext } from '../state/store-context.ts'
import type { CheckpointKey } from '../../tables/rows.ts'

/**
 * Refreshes the ancestors and writes that a checkpoint rests on if retention might remove them
 * soon, and returns its position. Rows that cannot be refreshed now keep their age. The next put
 * tries again, and two thirds of the period are left.
 */
export async function refreshLineage(
  context: StoreContext,
  key: CheckpointKey,
  parentId: string,
  place: ChainStart,
): Promise<ChainStart> {
  const { depth, lineage } = place
  if (lineage === undefined || lineage.seeds.size === 0) return place
  if (!dueForRefresh(context)({ storedAtMs: lineage.sinceMs })) return place
  const storedAtMs = context.nowMs()
  await refreshRows(context, key, await chainRows(context, key, parentId, { depth, lineage }))
  return { depth, lineage: { ...lineage, sinceMs: storedAtMs } }
}
