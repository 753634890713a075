import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import { CheckpointNames, type CheckpointName } from '../../../tools/judge/checkpoint-names.ts'
import type { Bounds, HistoryLine } from '../../../tools/judge/history.ts'
import type { Counts } from '../../../tools/judge/totals.ts'
import type { Violation } from '../../../tools/judge/violation.ts'

export interface JudgeThreadData {
  readonly bounds: Bounds
  readonly file: string
}

export interface Verdict {
  readonly violations: readonly Violation[]
  readonly totals: Counts
}

const THREAD = new URL('judge-thread.ts', import.meta.url).href
/** A worker of Node 20 does not take `--import tsx` over. */
const LOAD_THREAD = `import('tsx/esm/api').then(({ register }) => {
  register()
  return import(${JSON.stringify(THREAD)})
})`

/**
 * The judge in a thread with a heap of its own: its books grow with every put, and would hide a
 * leak of the savers.
 */
export class JudgeApart implements AsyncDisposable {
  readonly #thread: Worker
  readonly #names = new CheckpointNames()
  #lines: HistoryLine[] = []

  constructor(data: JudgeThreadData) {
    this.#thread = new Worker(LOAD_THREAD, { eval: true, workerData: data })
  }

  take(line: HistoryLine): void {
    this.#names.take(line)
    this.#lines.push(line)
  }

  /** The latest checkpoints of a thread, whatever happened to them. */
  names(thread: string, most?: number): readonly CheckpointName[] {
    return this.#names.of(thread, most)
  }

  /** Judges the reads since the last time; no call may be under way. */
  async judge(): Promise<Verdict> {
    const verdict = once(this.#thread, 'message')
    this.#thread.postMessage(this.#lines, [])
    this.#lines = []
    const [answer]: Verdict[] = await verdict
    if (answer === undefined) throw new Error('The thread of the judge gave no verdict')
    return answer
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#thread.terminate()
  }
}
