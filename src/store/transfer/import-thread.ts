import type { StoreContext } from '../state/store-context.ts'
import { damagedExport } from './damaged-export.ts'
import { threadInLines } from './thread-lines.ts'
import { transferReport, type TransferReport } from './transfer-report.ts'
import { writeThread } from './write-thread.ts'

/** Options of `importThread()`. */
export interface ImportThreadOptions {
  /** Where the thread is stored. @default the id that it was exported from */
  readonly threadId?: string
}

/** Stores one exported thread; nothing of it is visible before its digest was found right. */
export async function importThread(
  context: StoreContext,
  lines: AsyncIterable<string> | Iterable<string>,
  options: ImportThreadOptions,
): Promise<TransferReport> {
  const iterator =
    Symbol.asyncIterator in lines ? lines[Symbol.asyncIterator]() : lines[Symbol.iterator]()
  const thread = await threadInLines(iterator)
  if (thread === undefined) throw damagedExport('There are no lines.')
  const threadId = options.threadId ?? thread.threadId
  const written = await writeThread(context, threadId, thread, 'importThread')
  return transferReport(written, thread.left)
}
