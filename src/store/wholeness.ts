import { KustoSaverError } from '../errors.ts'
import type { MissingPart, ResolvedCheckpoint } from './resolve.ts'
import { blobIdPrefix, revisionOfBlob } from './blob-id.ts'
import { revisionAt, revisionTimeMs } from './revision-clock.ts'
import type { CheckpointRow } from '../tables/rows.ts'

/** Longer than any ingestion takes to become visible (queued ingestion retries for up to 48 h only while Kusto is failing). */
export const ARRIVAL_MS: number = 48 * 3_600_000

export function isWhole(checkpoint: ResolvedCheckpoint): boolean {
  return checkpoint.missing.length === 0
}

/** @throws KustoSaverError `CORRUPT` */
export function refuseDamaged({ damage }: ResolvedCheckpoint): void {
  if (damage !== undefined) throw damage
}

/**
 * A checkpoint that is not whole is either half-arrived (its own values are on their way, or its writer died: as if not put), or
 * it needs values that were stored long ago by other puts and are gone: retention removed them. The second is an error,
 * never an older state in silence.
 *
 * @throws KustoSaverError `STATE_EXPIRED`
 */
export function refuseExpired(checkpoint: ResolvedCheckpoint, nowMs: number): void {
  const gone = checkpoint.missing.find(
    (part) => !isStoredBy(checkpoint.head, part) && nowMs - part.storedAtMs > ARRIVAL_MS,
  )
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

/** The put's own values: new ones have its name, and old ones that it stored again have its time. */
function isStoredBy(head: CheckpointRow, part: MissingPart): boolean {
  if (part.blobId.startsWith(blobIdPrefix(head))) return true
  // another put of the same millisecond has named it, not stored it again
  const isOld = revisionOfBlob(part.blobId) < revisionAt(revisionTimeMs(head.revision))
  return isOld && part.storedAtMs === putAtMs(head)
}

/** Its values have this time, too. */
function putAtMs({ putAtMs: toldMs, revision }: CheckpointRow): number {
  return toldMs > 0 ? toldMs : revisionTimeMs(revision)
}
