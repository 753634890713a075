import { KustoSaverError } from '../errors.ts'
import type { ResolvedCheckpoint } from './resolve.ts'
import { blobIdPrefix } from './blob-id.ts'

/** Longer than any ingestion takes to become visible (queued ingestion retries for up to 48 h only while Kusto is failing). */
export const ARRIVAL_MS: number = 48 * 3_600_000

export function isWhole(checkpoint: ResolvedCheckpoint): boolean {
  return checkpoint.missing.length === 0
}

/**
 * A checkpoint that is not whole is either half-arrived (its own values are on their way, or its writer died: as if not put), or
 * it needs values that were stored long ago by other puts and are gone: retention removed them. The second is an error,
 * never an older state in silence.
 *
 * @throws KustoSaverError `STATE_EXPIRED`
 */
export function refuseExpired(checkpoint: ResolvedCheckpoint, nowMs: number): void {
  const own = blobIdPrefix(checkpoint.head)
  const gone = checkpoint.missing.find(
    (entry) => !entry.blobId.startsWith(own) && nowMs - entry.storedAtMs > ARRIVAL_MS,
  )
  if (gone === undefined) return
  throw new KustoSaverError(
    'STATE_EXPIRED',
    `Checkpoint ${checkpoint.checkpointId} needs the value of channel ${JSON.stringify(gone.channel)} that was stored on ${new Date(gone.storedAtMs).toISOString()} and is no longer there. Does the saver's \`retentionDays\` agree with the tables' retention policy? An older checkpoint may still be whole: see list().`,
    {
      operation: 'getTuple',
      threadId: checkpoint.threadId,
      channel: gone.channel,
      table: 'CheckpointBlobs',
    },
  )
}
