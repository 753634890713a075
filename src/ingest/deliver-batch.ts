import type { Batch } from './batch.ts'
import type { BatchSender } from './batch-sender.ts'
import { mayBeCausedByOneCaller } from './streaming-failure.ts'
import type { PendingWrite } from './pending-write.ts'

/**
 * Sends a batch and settles its part of each write. If Kusto rejects it for an error that may be
 * one caller's fault, the batch is split by callers and sent again, down to single callers. So a
 * poison row fails only its own write, at about two requests per split. Never rejects: every
 * failure goes to the batch's writes.
 *
 * @param onFailed - called for each write that failed in this batch
 */
export async function deliverBatch(
  batch: Batch,
  sender: BatchSender,
  onFailed: (write: PendingWrite) => void,
): Promise<void> {
  try {
    await sender.send(batch.table, batch.body(), batch.info)
  } catch (error) {
    const halves = mayBeCausedByOneCaller(error) ? batch.halves() : undefined
    if (halves === undefined) fail(batch, error, onFailed)
    else await Promise.all(halves.map((half) => deliverBatch(half, sender, onFailed)))
    return
  }
  batch.acknowledge()
}

function fail(batch: Batch, error: unknown, onFailed: (write: PendingWrite) => void): void {
  batch.fail(error)
  for (const part of batch.parts) onFailed(part.write)
}
