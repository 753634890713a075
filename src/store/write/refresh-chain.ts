import type { OverlayScope } from '../../overlay/overlay-entry.ts'
import { namingDamage } from '../resolve/damage.ts'
import type { Lineage } from '../values/lineage.ts'
import { groupBy } from '../values/group-by.ts'
import { chainToRefreshQuery } from '../queries/chain-to-refresh.ts'
import { readHeads } from '../queries/stored-rows.ts'
import { manifestOf } from '../values/row-format.ts'
import type { RefreshRows } from './refresh-rows.ts'
import { knownTombstone } from '../state/known-tombstone.ts'
import type { StoreContext } from '../state/store-context.ts'
import { isAfter, type CheckpointRow } from '../../tables/rows.ts'

/** The position of a checkpoint that rests on its ancestors. */
export interface ChainEnd {
  readonly depth: number
  readonly lineage: Lineage
}

/**
 * The rows that a checkpoint's delta channels rest on: its ancestors down to where each state
 * begins, and their seeds.
 */
export async function chainRows(
  context: StoreContext,
  scope: OverlayScope,
  parentId: string,
  { depth, lineage: { from, seeds } }: ChainEnd,
): Promise<RefreshRows> {
  const deadAt = knownTombstone(context, scope)
  const tables = await context.queries.run(
    chainToRefreshQuery(scope, { from, to: depth - 1, deadAt }),
    'refresh',
  )
  const unseen = context.overlay.rows(scope).checkpoints.filter((row) => row.incarnation > deadAt)
  const heads = [...readHeads(tables), ...unseen]
  const oldestFirst = heads.toSorted((a, b) => (isAfter(a, b) ? 1 : -1))
  const path = pathOf(
    parentId,
    groupBy(oldestFirst, ({ checkpointId }) => checkpointId),
  )
  const wanted = new Set(path.flatMap((rows) => rows.flatMap((row) => seedBlobs(row, seeds))))
  return {
    checkpointIds: path.flatMap((rows) => rows.slice(0, 1).map((row) => row.checkpointId)),
    blobIds: [...wanted],
  }
}

/** Each checkpoint with its revisions, starting from the parent. */
function pathOf(
  parentId: string,
  heads: ReadonlyMap<string, readonly CheckpointRow[]>,
): (readonly CheckpointRow[])[] {
  const path: (readonly CheckpointRow[])[] = []
  const visited = new Set<string>()
  let id = parentId
  while (!visited.has(id)) {
    visited.add(id)
    const revisions = heads.get(id)
    if (revisions === undefined) break
    path.push(revisions)
    id = revisions[0]?.parentCheckpointId ?? ''
  }
  return path
}

function seedBlobs(row: CheckpointRow, seeds: ReadonlyMap<string, number>): string[] {
  return namingDamage(row, () => manifestOf(row))
    .filter(({ channel }) => seeds.get(channel) === row.depth)
    .flatMap(({ parts }) => parts.map(({ blobId }) => blobId))
    .filter((blobId) => blobId !== '')
}
