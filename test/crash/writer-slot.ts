import type { Spare } from './processes/spare.ts'
import type { WriterProcess } from './processes/writer-process.ts'
import type { SeededRandom } from './workload/seeded-random.ts'
import type { Report } from './workload/report.ts'

export interface SlotParts {
  readonly index: number
  readonly url: string
  readonly seed: string
  readonly spare: Spare<WriterProcess>
  readonly random: SeededRandom
  readonly onReport: (report: Report) => void
}

const THREADS_PER_WRITER = 3

/** One writer after another on the same threads. */
export class WriterSlot {
  readonly index: number
  readonly threads: readonly string[]
  readonly #parts: SlotParts
  #writer: WriterProcess | undefined
  #generation = 0

  constructor(parts: SlotParts) {
    this.#parts = parts
    this.index = parts.index
    this.threads = Array.from(
      { length: THREADS_PER_WRITER },
      (_, n) => `thread ${parts.index}-${n}`,
    )
  }

  /** Begins the names of the calls of the writer at work. */
  get callPrefix(): string {
    return `w${this.index}.${this.#generation}.`
  }

  async start(): Promise<void> {
    const { url, seed, spare, random, onReport } = this.#parts
    this.#generation++
    this.#writer = spare.take()
    await this.#writer.start(
      {
        url,
        threads: this.threads,
        seed: `${seed}/${this.callPrefix}`,
        name: this.callPrefix,
        // some give up while the server is away, the others wait for it
        retries: random.chance(0.3) ? 0 : 50,
      },
      onReport,
    )
  }

  async pause(): Promise<void> {
    await this.#writer?.pause()
  }

  async resume(): Promise<void> {
    await this.#writer?.resume()
  }

  async kill(): Promise<void> {
    await this.#writer?.kill()
  }

  async end(): Promise<void> {
    await this.#writer?.end()
  }
}
