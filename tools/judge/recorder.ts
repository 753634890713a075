import type { Answer, HistoryLine, Operation } from './history.ts'

/** Milliseconds of a clock that all processes of a machine share and nobody adjusts. */
export function sharedClockMs(): number {
  return Number(process.hrtime.bigint() / 1000n) / 1000
}

/** One tick, so that the next line of the process is later. */
const TICK_MS = 0.001

export interface RecorderParts {
  readonly process: string
  readonly write: (line: HistoryLine) => void
  /** @default {@link sharedClockMs} */
  readonly nowMs?: () => number
  /** Code and message of an error. @default its `code`, or `BUG` */
  readonly failureOf?: (error: unknown) => { readonly code: string; readonly message: string }
}

/** Records the calls of one process, each before it starts and after it settles. */
export class Recorder {
  readonly process: string
  readonly #write: (line: HistoryLine) => void
  readonly #nowMs: () => number
  readonly #failureOf: (error: unknown) => { readonly code: string; readonly message: string }
  #lastMs = -Infinity
  #calls = 0
  #savers = 0

  constructor(parts: RecorderParts) {
    this.process = parts.process
    this.#write = parts.write
    this.#nowMs = parts.nowMs ?? sharedClockMs
    this.#failureOf = parts.failureOf ?? failureOf
  }

  /** A name for another saver of this process. */
  nextSaver(): string {
    return `${this.process}/${++this.#savers}`
  }

  /** @returns the call's name */
  begin(saver: string, operation: Operation): string {
    const call = `${this.process}#${++this.#calls}`
    const { process } = this
    this.#write({ type: 'call', call, atMs: this.nextMs(), process, saver, operation })
    return call
  }

  end(call: string, answer: Answer): void {
    this.#write({ type: 'end', call, atMs: this.nextMs(), answer })
  }

  fail(call: string, error: unknown): void {
    this.#write({ type: 'fail', call, atMs: this.nextMs(), ...this.#failureOf(error) })
  }

  /** The clock's time, later than every recorded line. */
  nextMs(): number {
    this.#lastMs = Math.max(this.#nowMs(), this.#lastMs + TICK_MS)
    return this.#lastMs
  }
}

function failureOf(error: unknown): { code: string; message: string } {
  if (!(error instanceof Error)) return { code: 'BUG', message: String(error) }
  if ('code' in error && typeof error.code === 'string') {
    return { code: error.code, message: error.message }
  }
  return { code: 'BUG', message: error.stack ?? error.message }
}
