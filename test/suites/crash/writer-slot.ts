import type { WriteMode } from '../../../src/index.ts'
import type { Spare } from './processes/spare.ts'
import type { WriterProcess } from './processes/writer-process.ts'
import type { SeededRandom } from './workload/seeded-random.ts'
import type { HistoryLine } from '../../../tools/judge/history.ts'
import type { Plant } from '../judge/planted-saver.ts'

export interface SlotParts {
  readonly index: number
  readonly url: string
  readonly seed: string
  readonly spare: Spare<WriterProcess>
  readonly random: SeededRandom
  readonly onLine: (line: HistoryLine) => void
  /** Maximum error of the writers' clocks. */
  readonly skewMs: number
  readonly mayDelete: boolean
  readonly plant: Plant | null
  /** The folder of its spool; null if it stores durably. */
  readonly spoolPath: string | null
  /** All threads of the run. */
  readonly allThreads: () => readonly string[]
}

const THREADS_PER_WRITER = 3
const BUFFERED_SHARE = 0.4

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

  /** Names the process at work. */
  get process(): string {
    return `w${this.index}.${this.#generation}`
  }

  async start(): Promise<void> {
    const { url, seed, spare, random, onLine, skewMs, mayDelete, plant, spoolPath } = this.#parts
    this.#generation++
    this.#writer = spare.take()
    await this.#writer.start(
      {
        url,
        threads: this.threads,
        // the rows of another spool are not visible when their call settles
        visited:
          spoolPath === null
            ? this.#parts.allThreads().filter((thread) => !this.threads.includes(thread))
            : [],
        mayDelete,
        seed: `${seed}/${this.process}`,
        name: this.process,
        clockOffsetMs: random.integer(-skewMs, skewMs),
        plant,
        spoolPath,
        // some give up while the server is down, the others wait for it
        retries: random.chance(0.3) ? 0 : 50,
        writeMode: modeOf(spoolPath !== null, random.chance(BUFFERED_SHARE)),
      },
      onLine,
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

function modeOf(isSpooled: boolean, isBuffered: boolean): WriteMode {
  if (isSpooled) return 'spooled'
  return isBuffered ? 'buffered' : 'durable'
}
