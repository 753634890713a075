import { join } from 'node:path'
import { HistoryFile, readHistoryFile } from '../../../tools/judge/history-file.ts'
import { boundsOf, PLAIN } from '../../../tools/judge/run-preset.ts'
import { readBack } from './read-back.ts'

/** The history of one scenario, before it is judged. */
export interface RunHistory {
  /** For `npm run judge`. */
  readonly file: string
  readonly threads: number
  /** Those that were listed after the run; the others were only read during it. */
  readonly threadsReadBack: number
}

export interface RunHistorySetup {
  readonly scenario: string
  readonly kustoUrl: string
  /** Whether it is the local Kusto, which shows rows at once. */
  readonly isLocal: boolean
  /** What the hosts have recorded. */
  readonly parts: readonly string[]
  readonly outFolder: string
  readonly isSmoke: boolean
}

const READ_BACK_MS = 60_000
const SMOKE_READ_BACK_MS = 15_000

/**
 * On a cluster, streamed rows can be late for other processes:
 * https://learn.microsoft.com/azure/data-explorer/ingest-data-streaming
 */
const CLUSTER_LAG_MS = 60_000 + PLAIN.lagMs

/** Puts the histories of the hosts into one file, and adds a reading of what Kusto has now. */
export async function runHistory(setup: RunHistorySetup): Promise<RunHistory> {
  const { scenario, kustoUrl, isLocal, parts, outFolder, isSmoke } = setup
  const path = join(outFolder, `${scenario}.history.jsonl`)
  await using file = new HistoryFile(path)
  file.write({ ...boundsOf(PLAIN, []), lagMs: isLocal ? PLAIN.lagMs : CLUSTER_LAG_MS })
  const threads = new Set<string>()
  for (const part of parts) {
    for await (const line of readHistoryFile(part)) {
      file.write(line)
      if (line.type === 'call' && line.operation.kind === 'put') threads.add(line.operation.thread)
    }
  }
  const threadsReadBack = await readBack({
    kustoUrl,
    threads: [...threads],
    budgetMs: isSmoke ? SMOKE_READ_BACK_MS : READ_BACK_MS,
    write: file.write,
  })
  return { file: path, threads: threads.size, threadsReadBack }
}
