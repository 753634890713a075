import type { BaseCheckpointSaver } from '@langchain/langgraph-checkpoint'
import type {
  ImportDifference,
  ImportFailure,
  ImportFromOptions,
  ImportReport,
  ImportSource,
} from './import-report.ts'
import { importThreadFrom } from './import-thread-from.ts'
import { configured } from './thread-keys.ts'

const THREADS_AT_ONCE = 4

/**
 * Imports the threads of one saver into another. A failed thread does not stop the others;
 * repeating the call imports the rest.
 */
export async function importFrom(
  source: ImportSource,
  target: BaseCheckpointSaver,
  options: ImportFromOptions,
): Promise<ImportReport> {
  const { concurrency = THREADS_AT_ONCE, onProgress, signal } = options
  const threadIds = [...new Set(await collect(options.threadIds ?? threadsOf(source)))].values()
  const totals = { threads: 0, checkpoints: 0, alreadyThere: 0 }
  const differences: ImportDifference[] = []
  const failures: ImportFailure[] = []
  const report = (): ImportReport => ({ ...totals, differences, failures })
  const work = async (): Promise<void> => {
    for (const threadId of threadIds) {
      if (signal?.aborted === true) return
      try {
        const imported = await importThreadFrom(source, target, threadId)
        totals.threads += 1
        totals.checkpoints += imported.checkpoints
        totals.alreadyThere += imported.alreadyThere
        differences.push(...imported.differences)
      } catch (error) {
        failures.push({ threadId, error })
      }
      onProgress?.(report())
    }
  }
  await Promise.all(Array.from({ length: Math.max(1, concurrency) }, work))
  return report()
}

async function collect(items: Iterable<string> | AsyncIterable<string>): Promise<string[]> {
  const collected: string[] = []
  for await (const item of items) collected.push(item)
  return collected
}

/** @yields the thread of each checkpoint */
async function* threadsOf(source: ImportSource): AsyncGenerator<string> {
  for await (const { config } of source.list({ configurable: {} })) {
    const threadId = configured(config, 'thread_id')
    if (threadId !== '') yield threadId
  }
}
