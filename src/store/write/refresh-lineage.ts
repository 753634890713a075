import type { ChainStart } from './lineage-of-put.ts'
import { dueForRefresh } from './may-be-stored.ts'
import { chainRows } from './refresh-chain.ts'
import { refreshRows } from './refresh-rows.ts'
import type { StoreContext } from '../state/store-context.ts'
import type { CheckpointKey } from '../../tables/rows.ts'

/**
 * A checkpoint's place, after the ancestors and writes that it rests on were stored again when
 * retention might remove them soon. What cannot be stored again now keeps its age: the next put
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
