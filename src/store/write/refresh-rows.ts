import type { OverlayScope } from '../../overlay/overlay-entry.ts'
import { appendRows } from './append-rows.ts'
import { readRowsToRefresh, rowsToRefreshQuery } from '../queries/rows-to-refresh.ts'
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
  const slices = slicesOf(checkpointIds)
  for (const [index, slice] of slices.entries()) {
    const plan = rowsToRefreshQuery({
      ...scope,
      checkpointIds: slice,
      blobIds: index === 0 ? blobIds : [],
    })
    const tables = await context.queries.run(plan, 'refresh')
    const { acknowledged } = await appendRows(context.sink, readRowsToRefresh(tables))
    await acknowledged
  }
}

function slicesOf(ids: readonly string[]): string[][] {
  const count = Math.max(1, Math.ceil(ids.length / CHECKPOINTS_AT_ONCE))
  return Array.from({ length: count }, (_, index) =>
    ids.slice(index * CHECKPOINTS_AT_ONCE, (index + 1) * CHECKPOINTS_AT_ONCE),
  )
}
