import type { StoreContext } from '../state/store-context.ts'
import { readThread } from './read-thread.ts'
import { transferReport, type TransferReport } from './transfer-report.ts'
import { writeThread } from './write-thread.ts'

/** Stores everything that can be read of a thread under another id. */
export async function copyThread(
  context: StoreContext,
  sourceThreadId: string,
  targetThreadId: string,
): Promise<TransferReport> {
  context.backlog.refuseFailed(sourceThreadId)
  const thread = await readThread(context, sourceThreadId, 'copyThread')
  const written = await writeThread(context, targetThreadId, thread, 'copyThread')
  return transferReport(written, thread.left)
}
