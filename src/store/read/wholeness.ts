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
 * Checks an incomplete checkpoint. It is either half-arrived (its own values have not arrived, or
 * its writer died: as if not put), or values of earlier puts are missing because retention removed
 * them. The latter is an error, because a silent older state would be wrong. The same applies to
 * ancestors and writes that its delta channels rest on.
 *
 * @throws KustoSaverError `STATE_EXPIRED`, `HISTORY_BROKEN`
 */
export function refuseExpired(checkpoint: ResolvedCheckpoint, times: ArrivalTimes): void {
  const gone = checkpoint.missing.find((part) => isPartGone(checkpoint.head, part, times))
  refuseBroken(checkpoint, times)
  if (gone === undefined) return
  throw new KustoSaverError(
    'STATE_EXPIRED',
    `Checkpoint ${checkpoint.checkpointId} needs the value of channel ${JSON.stringify(gone.channel)} that was stored on ${new Date(gone.storedAtMs).toISOString()} and no longer exists. Does the saver's \`retentionDays\` match the tables' retention policy? To continue from an older state, call the graph's updateState(config, null) with the config of a checkpoint that list() still returns: that state becomes the latest. To start over, call deleteThread(${JSON.stringify(checkpoint.threadId)}).`,
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
 * @throws KustoSaverError `HISTORY_BROKEN` if a row of the chain has been missing for longer than
 *   the arrival window
 */
function refuseBroken({ head, missingLinks }: ResolvedCheckpoint, times: ArrivalTimes): void {
  const gone = missingLinks.find((link) => isGone(link, times))
  if (gone !== undefined) throw brokenHistory(head, gone)
}

/** Late rows arrive within the arrival window of the row that names them; older ones are gone. */
export function isGone({ namedBy }: MissingLink, { nowMs, arrivalMs }: ArrivalTimes): boolean {
  return nowMs() - revisionTimeMs(namedBy) > arrivalMs
}

/**
 * The put's own values: new ones have its name, and old ones that it stored again have its time.
 */
export function isStoredBy(head: CheckpointRow, part: StoredPart): boolean {
  if (part.blobId.startsWith(blobIdPrefix(head))) return true
  // another put of the same millisecond named it, but did not refresh it
  const isOld = revisionOfBlob(part.blobId) < revisionAt(revisionTimeMs(head.revision))
  return isOld && part.storedAtMs === putAtMs(head)
}

/** Its values have this time, too. */
export function putAtMs({ putAtMs: recordedMs, revision }: CheckpointRow): number {
  return recordedMs > 0 ? recordedMs : revisionTimeMs(revision)
}
