import type { WriteMode } from '../../../src/index.ts'
import type { Spare } from './processes/spare.ts'
import type { WriterProcess } from './processes/writer-process.ts'
import type { SeededRandom } from './workload/seeded-random.ts'
import type { HistoryLine } from '../../../tools/judge/history.ts'
import type { Plant } from '../judge/planted-saver.ts'
import { prepareSpoolFolder, swapSpoolFiles } from './spool-folder.ts'
import type { KillPoint } from './steps/kill-steps.ts'

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

  /** @param killPoint - where it kills itself on opening its spool */
  async start(killPoint: KillPoint | null = null): Promise<void> {
    const { url, seed, spare, random, onLine, skewMs, mayDelete, plant, spoolPath } = this.#parts
    await this.#prepareFolder()
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
        readsWithoutKusto: spoolPath !== null && random.chance(0.5),
        killPoint,
        retries: random.chance(0.3) ? 0 : patientRetries(spoolPath),
        writeMode: modeOf(spoolPath !== null, random.chance(BUFFERED_SHARE)),
      },
      onLine,
    )
  }

  async #prepareFolder(): Promise<void> {
    const { spoolPath, random } = this.#parts
    if (spoolPath === null) return
    if (this.#generation === 0) await prepareSpoolFolder(spoolPath)
    else if (random.chance(0.5)) swapSpoolFiles(spoolPath)
  }

  /** It kills itself at this point. */
  arm(killPoint: KillPoint): void {
    this.#writer?.arm(killPoint)
  }

  /** Waits until it has killed itself; kills it after this time, and answers false. */
  async killsItselfWithin(patienceMs: number): Promise<boolean> {
    const isDead = (await this.#writer?.killsItselfWithin(patienceMs)) ?? false
    await this.kill()
    return isDead
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

/**
 * Some writers give up while the server is down, the others wait for it. With a spool the rows
 * wait, and long pauses between retries would only make the rounds longer.
 */
function patientRetries(spoolPath: string | null): number {
  return spoolPath === null ? 50 : 1
}

function modeOf(isSpooled: boolean, isBuffered: boolean): WriteMode {
  if (isSpooled) return 'spooled'
  return isBuffered ? 'buffered' : 'durable'
}
