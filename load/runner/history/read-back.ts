import { digestOf } from '../../../tools/judge/digest.ts'
import type { HistoryLine } from '../../../tools/judge/history.ts'
import { Recorder } from '../../../tools/judge/recorder.ts'
import { RecordingSaver } from '../../../tools/judge/recording-saver.ts'
import { KustoSaver } from '../../../src/index.ts'
import { connectKusto } from '../../../src/kusto/connect.ts'
import { resolveEndpoint } from '../../../src/kusto/connection/kusto-endpoint.ts'

export interface ReadBackSetup {
  readonly kustoUrl: string
  readonly threads: readonly string[]
  /** When it ends, no other thread is read. */
  readonly budgetMs: number
  readonly write: (line: HistoryLine) => void
}

/** A Kusto that fails on purpose fails the runner's queries, too. */
const RETRIES = 8
const AT_ONCE = 4

/**
 * Lists threads with a saver that has written nothing, so that each answer is what Kusto has.
 * Threads come in an order that has nothing to do with their age.
 *
 * @returns how many threads it has read
 */
export async function readBack(setup: ReadBackSetup): Promise<number> {
  const { kustoUrl, threads, budgetMs, write } = setup
  const database = process.env['KUSTO_DATABASE']
  const endpoint = resolveEndpoint(kustoUrl, database === undefined ? {} : { database })
  const client = connectKusto(endpoint)
  const saver = new KustoSaver({ client, endpoint, retries: RETRIES })
  const recorder = new Recorder({ process: 'reader', write })
  // the host has waited until nothing was on its way
  write({ type: 'visible', atMs: recorder.nextMs() })
  const recorded = new RecordingSaver(saver, recorder)
  const left = threads.toSorted((a, b) => (digestOf(a) < digestOf(b) ? -1 : 1))
  const endMs = performance.now() + budgetMs
  let read = 0
  const readNext = async (): Promise<void> => {
    for (;;) {
      const thread = performance.now() < endMs ? left.pop() : undefined
      if (thread === undefined) return
      await listAll(recorded, thread)
      read += 1
    }
  }
  try {
    await Promise.all(Array.from({ length: AT_ONCE }, readNext))
  } finally {
    await saver.close()
  }
  return read
}

/** A failure is in the history, for the judge. */
async function listAll(saver: RecordingSaver, threadId: string): Promise<void> {
  try {
    for await (const _ of saver.list({ configurable: { thread_id: threadId } })) continue
  } catch {
    return
  }
}
