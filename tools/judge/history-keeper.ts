import { appendFileSync } from 'node:fs'
import { CheckpointNames, type CheckpointName } from './checkpoint-names.ts'
import { formatLine, type Bounds, type HistoryLine } from './history.ts'
import { Judge } from './judge.ts'
import type { Totals } from './totals.ts'
import type { Violation } from './violation.ts'

/** Keeps the history of a run for the judge, and in a file for people. */
export class HistoryKeeper {
  readonly file: string | undefined
  readonly #judge: Judge
  readonly #names = new CheckpointNames()
  #unwritten: string[] = []
  /** Calls under way, and their processes. */
  readonly #open = new Map<string, string>()

  /** @param file - the file of the history; none if undefined */
  constructor(bounds: Bounds, file?: string) {
    this.file = file
    this.#judge = new Judge(bounds)
    this.take(bounds)
  }

  get totals(): Totals {
    return this.#judge.totals
  }

  get openCalls(): number {
    return this.#open.size
  }

  take(line: HistoryLine): void {
    this.#judge.take(line)
    this.#unwritten.push(`${formatLine(line)}\n`)
    this.#names.take(line)
    if (line.type === 'call') this.#open.set(line.call, line.process)
    if (line.type === 'end' || line.type === 'fail') this.#open.delete(line.call)
    if (line.type === 'kill') {
      for (const [call, process] of this.#open) {
        if (process === line.process) this.#open.delete(call)
      }
    }
  }

  /** The latest checkpoints of a thread, whatever happened to them. */
  names(thread: string, most?: number): readonly CheckpointName[] {
    return this.#names.of(thread, most)
  }

  /**
   * Judges the reads since the last time. Calls may still be under way only if nothing has read
   * their effects.
   */
  judge(): readonly Violation[] {
    const violations = this.#judge.judge()
    if (this.file !== undefined) appendFileSync(this.file, this.#unwritten.join(''))
    this.#unwritten = []
    return violations
  }
}
