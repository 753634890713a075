import type { OverlayScope } from '../../overlay/overlay-entry.ts'
import { appendRows } from './append-rows.ts'
import { sealOf, withSeal } from '../values/manifest.ts'
import {
  readRowsToRefresh,
  rowsToRefreshQuery,
  type RefreshedRows,
} from '../queries/rows-to-refresh.ts'
import { knownTombstone } from '../state/known-tombstone.ts'
import type { StoreContext } from '../state/store-context.ts'

/**
 * Number of checkpoints whose rows are read and stored again at a time, because their writes may be
 * large.
 */
const CHECKPOINTS_AT_ONCE = 32

export interface RefreshRows {
  readonly checkpointIds: readonly string[]
  readonly blobIds: readonly string[]
}

/**
 * Stores rows again unchanged, which restarts their retention; duplicate rows have no effect.
 * Settles when Kusto has acknowledged all.
 */
export async function refreshRows(
  context: StoreContext,
  scope: OverlayScope,
  { checkpointIds, blobIds }: RefreshRows,
): Promise<void> {
  context.counts.valuesDue(blobIds.length)
  const slices = slicesOf(checkpointIds)
  for (const [index, slice] of slices.entries()) {
    const plan = rowsToRefreshQuery({
      ...scope,
      checkpointIds: slice,
      blobIds: index === 0 ? blobIds : [],
      deadAt: knownTombstone(context, scope),
    })
    const tables = await context.queries.run(plan, 'refresh')
    const { acknowledged } = await appendRows(context.sink, readRowsToRefresh(tables).map(unsealed))
    await acknowledged
  }
  context.counts.valuesRefreshed(blobIds.length)
}

/**
 * Refreshed checkpoints are whole, so they no longer need their seal, which retention may remove.
 */
function unsealed({ table, rows }: RefreshedRows): RefreshedRows {
  const unsealedRows = rows.map((row) => {
    const { manifest } = row
    const isSealed = typeof manifest === 'string' && sealOf(manifest) !== undefined
    return isSealed ? { ...row, manifest: withSeal(manifest, undefined) } : row
  })
  return { table, rows: unsealedRows }
}

function slicesOf(ids: readonly string[]): string[][] {
  const count = Math.max(1, Math.ceil(ids.length / CHECKPOINTS_AT_ONCE))
  return Array.from({ length: count }, (_, index) =>
    ids.slice(index * CHECKPOINTS_AT_ONCE, (index + 1) * CHECKPOINTS_AT_ONCE),
  )
}
