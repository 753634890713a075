import { appendFileSync } from 'node:fs'
import { formatLine, type Bounds, type HistoryLine } from './history.ts'
import { Judge } from './judge.ts'
import type { Totals } from './totals.ts'
import type { Violation } from './violation.ts'

/** Number of the latest checkpoints per thread to keep for questions by id. */
const REMEMBERED = 12

interface Name {
  readonly ns: string
  readonly id: string
}

/** Keeps the history of a run for the judge, and in a file for people. */
export class HistoryKeeper {
  readonly file: string | undefined
  readonly #judge: Judge
  readonly #names = new Map<string, Name[]>()
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
    if (line.type === 'call') {
      this.#open.set(line.call, line.process)
      if (line.operation.kind === 'put') this.#remember(line.operation)
    }
    if (line.type === 'end' || line.type === 'fail') this.#open.delete(line.call)
    if (line.type === 'kill') {
      for (const [call, process] of this.#open) {
        if (process === line.process) this.#open.delete(call)
      }
    }
  }

  /** The latest checkpoints of a thread, whatever happened to them. */
  names(thread: string, most = REMEMBERED): readonly Name[] {
    return (this.#names.get(thread) ?? []).slice(-most)
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

  #remember({ thread, ns, id }: Name & { readonly thread: string }): void {
    const names = (this.#names.get(thread) ?? []).filter((name) => name.id !== id || name.ns !== ns)
    this.#names.set(thread, [...names, { ns, id }].slice(-REMEMBERED))
  }
}
