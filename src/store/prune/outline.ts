import { isJsonObject } from '../../json-object.ts'
import {
  isAfter,
  type CheckpointKey,
  type CheckpointRow,
  type StoredRows,
} from '../../tables/rows.ts'
import { ChainIndex } from '../resolve/chain-index.ts'
import { hidingRevisions, isHidden } from '../resolve/hidden.ts'
import { keyOf, lastTombstones } from '../resolve/resolve.ts'
import { compareCodePoints } from '../values/code-point-order.ts'
import { groupBy } from '../values/group-by.ts'
import { sealOf, type StoredPart } from '../values/manifest.ts'
import { isNewer, manifestOf } from '../values/row-format.ts'

/** A living checkpoint among the others of its thread. */
export interface OutlinedCheckpoint extends CheckpointKey {
  /** The first revision's parent; empty for a root. */
  readonly parentCheckpointId: string
  /** The last revision, without texts. */
  readonly head: CheckpointRow
  /** Whether readers can get it: some revision has all of its values and what it rests on. */
  readonly isWhole: boolean
  /** Whether an earlier prune or deletion of a run has hidden it. */
  readonly isHidden: boolean
  /** Whether one of its tasks has asked for an answer. */
  readonly isAsking: boolean
  /** Checkpoints of the graphs around a subgraph, by namespace. */
  readonly graphParents: ReadonlyMap<string, string>
}

/** What a later version of this package wrote is not hidden: its meaning is unknown. */
export function outlineOf(rows: StoredRows): OutlinedCheckpoint[] {
  const deadAt = lastTombstones(rows.tombstones)
  const isLive = (row: { threadId: string; incarnation: number }) =>
    row.incarnation > (deadAt.get(row.threadId) ?? -1)
  const writes = rows.writes.filter(isLive)
  const living = {
    ...rows,
    writes,
    checkpoints: rows.checkpoints.filter(isLive),
    calls: rows.calls.filter(isLive),
  }
  const isReadable = readableAmong(living)
  const hiddenAt = hidingRevisions(writes, keyOf)
  const asking = new Set(writes.filter(({ channel }) => channel === '__interrupt__').map(keyOf))
  return [...groupBy(living.checkpoints, keyOf)]
    .filter(([, revisions]) => !revisions.some(isNewer))
    .flatMap(([key, revisions]) => {
      const oldestFirst = revisions.toSorted((a, b) => (isAfter(a, b) ? 1 : -1))
      const [first, head] = [oldestFirst[0], oldestFirst.at(-1)]
      if (first === undefined || head === undefined) return []
      const { threadId, checkpointNs, checkpointId, parentCheckpointId: parent } = first
      return {
        threadId,
        checkpointNs,
        checkpointId,
        parentCheckpointId: parent === checkpointId ? '' : parent,
        head,
        isWhole: revisions.some(isReadable),
        isHidden: isHidden(head, hiddenAt.get(key)),
        isAsking: asking.has(key),
        graphParents: graphParentsOf(head),
      }
    })
    .toSorted((a, b) => compareCodePoints(b.checkpointId, a.checkpointId))
}

/** Whether a row has all that a reader needs; see `resolve/resolve.ts`. */
function readableAmong(rows: StoredRows): (row: CheckpointRow) => boolean {
  const chain = new ChainIndex(rows)
  const chunks = groupBy(rows.seedChunks, ({ blobId }) => blobId)
  const isThere = ({ blobId, chunks: wanted }: StoredPart): boolean =>
    blobId === '' || (chunks.get(blobId)?.length ?? 0) >= wanted
  return (row) => {
    try {
      const seal = sealOf(row.manifest)
      const parts = manifestOf(row).flatMap((entry) => entry.parts)
      return parts.concat(seal ?? []).every(isThere) && chain.missing(row).length === 0
    } catch {
      // damaged: readers get an error for it, not its state
      return false
    }
  }
}

function graphParentsOf({ metadata }: CheckpointRow): ReadonlyMap<string, string> {
  const parsed: unknown = JSON.parse(metadata)
  const parents = isJsonObject(parsed) ? parsed['parents'] : undefined
  return new Map(
    Object.entries(isJsonObject(parents) ? parents : {}).flatMap(([ns, id]) =>
      typeof id === 'string' ? [[ns, id] as const] : [],
    ),
  )
}
