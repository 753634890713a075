import { decodeLineage, type Lineage } from '../values/lineage.ts'
import { decodeManifest } from '../values/manifest.ts'
import type { KnownLineage } from '../queries/chain-tables.ts'
import type { ChainRow } from '../../tables/rows.ts'

/**
 * What these checkpoints rest on, for the query that reads it. Whoever resolves the checkpoint
 * handles an unreadable lineage.
 *
 * @param unseen - checkpoints that queries may not see yet
 */
export function knownLineages(
  heads: readonly ChainRow[],
  unseen: readonly ChainRow[],
): KnownLineage[] {
  return heads.flatMap((head) => {
    const lineage = lineageOrNothing(head.lineage)
    if (lineage === undefined) return []
    const ancestors = unseen.filter((row) => isAncestor(row, head, lineage))
    return [
      {
        threadId: head.threadId,
        checkpointNs: head.checkpointNs,
        from: lineage.from,
        to: head.depth,
        seedDepths: [...lineage.seeds.values()],
        unseenIds: ancestors.map(({ checkpointId }) => checkpointId),
        unseenSeeds: ancestors.flatMap((row) => seedBlobs(row, lineage)),
      },
    ]
  })
}

/** May also match a checkpoint beside its ancestors, which does no harm. */
function isAncestor(row: ChainRow, head: ChainRow, { from }: Lineage): boolean {
  if (row.threadId !== head.threadId || row.checkpointNs !== head.checkpointNs) return false
  return from < 0 || (row.depth >= from && row.depth < head.depth)
}

function seedBlobs(row: ChainRow, { seeds }: Lineage): string[] {
  const entries = valueOrNothing(() => decodeManifest(row.manifest)) ?? []
  return entries
    .filter(({ channel }) => seeds.get(channel) === row.depth)
    .flatMap(({ parts }) => parts.map(({ blobId }) => blobId))
}

function lineageOrNothing(text: string): Lineage | undefined {
  return valueOrNothing(() => decodeLineage(text))
}

function valueOrNothing<T>(read: () => T): T | undefined {
  try {
    return read()
  } catch {
    return undefined
  }
}
