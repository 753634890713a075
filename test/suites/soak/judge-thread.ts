import { once } from 'node:events'
import { parentPort, workerData } from 'node:worker_threads'
import { HistoryKeeper } from '../../../tools/judge/history-keeper.ts'
import type { JudgeThreadData, Verdict } from './judge-apart.ts'
import type { HistoryLine } from '../../../tools/judge/history.ts'

// The other side of `JudgeApart`: takes the lines of a history, and answers each message.

const { bounds, file }: JudgeThreadData = workerData
const history = new HistoryKeeper(bounds, file)
if (parentPort === null) throw new Error('judge-thread.ts runs in a worker thread only')
for (;;) {
  const [lines]: readonly HistoryLine[][] = await once(parentPort, 'message')
  for (const line of lines ?? []) history.take(line)
  const violations = history.judge()
  const { puts, writes, deletions, reads, unsure } = history.totals
  const verdict: Verdict = { violations, totals: { puts, writes, deletions, reads, unsure } }
  parentPort.postMessage(verdict, [])
}
