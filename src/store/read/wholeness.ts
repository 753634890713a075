import { KustoSaverError } from '../../errors.ts'
import { brokenHistory } from '../resolve/broken-history.ts'
import type { MissingLink } from '../resolve/chain-index.ts'
import type { ResolvedCheckpoint } from '../resolve/resolve.ts'
import { blobIdPrefix, revisionOfBlob } from '../revisions/blob-id.ts'
import { revisionAt, revisionTimeMs } from '../revisions/revision-clock.ts'
import type { StoredPart } from '../values/manifest.ts'
import type { CheckpointRow } from '../../tables/rows.ts'
import type { StoreContext } from '../state/store-context.ts'

export function isWhole(checkpoint: ResolvedCheckpoint): boolean {
  return checkpoint.missing.length + checkpoint.missingLinks.length === 0
}

/** @throws KustoSaverError `CORRUPT` */
export function refuseDamaged({ damage }: ResolvedCheckpoint): void {
  if (damage !== undefined) throw damage
}

type ArrivalTimes = Pick<StoreContext, 'nowMs' | 'arrivalMs'>

/**
 * A checkpoint that is not whole is either half-arrived (its own values are on their way, or its
 * writer died: as if not put), or it needs values that were stored long ago by other puts and are
 * gone: retention removed them. The second is an error, never an older state in silence. The same
 * holds for the ancestors and writes that its delta channels rest on.
 *
 * @throws KustoSaverError `STATE_EXPIRED`, `HISTORY_BROKEN`
 */
export function refuseExpired(checkpoint: ResolvedCheckpoint, times: ArrivalTimes): void {
  const gone = checkpoint.missing.find((part) => isPartGone(checkpoint.head, part, times))
  refuseBroken(checkpoint, times)
  if (gone === undefined) return
  throw new KustoSaverError(
    'STATE_EXPIRED',
    `Checkpoint ${checkpoint.checkpointId} needs the value of channel ${JSON.stringify(gone.channel)} that was stored on ${new Date(gone.storedAtMs).toISOString()} and is no longer there. Does the saver's \`retentionDays\` agree with the tables' retention policy? To go on from an older state, call the graph's updateState(config, null) with the config of a checkpoint that list() still gives: that state becomes the latest. To start anew, call deleteThread(${JSON.stringify(checkpoint.threadId)}).`,
    {
      operation: 'getTuple',
      threadId: checkpoint.threadId,
      channel: gone.channel,
      table: 'CheckpointBlobs',
    },
  )
}

/** Whether another put stored it, long enough ago that it cannot be on its way. */
export function isPartGone(
  head: CheckpointRow,
  part: StoredPart,
  { nowMs, arrivalMs }: ArrivalTimes,
): boolean {
  return !isStoredBy(head, part) && part.storedAtMs < nowMs() - arrivalMs
}

/**
 * @throws KustoSaverError `HISTORY_BROKEN` when a row of the chain has been missing for longer than
 * rows take to arrive
 */
function refuseBroken({ head, missingLinks }: ResolvedCheckpoint, times: ArrivalTimes): void {
  const gone = missingLinks.find((link) => isGone(link, times))
  if (gone !== undefined) throw brokenHistory(head, gone)
}

/** Late rows arrive within the arrival window of the row that names them; what is older is gone. */
export function isGone({ namedBy }: MissingLink, { nowMs, arrivalMs }: ArrivalTimes): boolean {
  return nowMs() - revisionTimeMs(namedBy) > arrivalMs
}

/**
 * The put's own values: new ones have its name, and old ones that it stored again have its time.
 */
function isStoredBy(head: CheckpointRow, part: StoredPart): boolean {
  if (part.blobId.startsWith(blobIdPrefix(head))) return true
  // another put of the same millisecond has named it, not stored it again
  const isOld = revisionOfBlob(part.blobId) < revisionAt(revisionTimeMs(head.revision))
  return isOld && part.storedAtMs === putAtMs(head)
}

/** Its values have this time, too. */
function putAtMs({ putAtMs: toldMs, revision }: CheckpointRow): number {
  return toldMs > 0 ? toldMs : revisionTimeMs(revision)
}
