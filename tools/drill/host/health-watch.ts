import type { HealthReport, KustoSaver } from '../../../src/index.ts'
import { realNowMs, realPause } from './fast-time.ts'
import type { HealthSeen } from './messages.ts'
import { FACTOR } from './time-factor.ts'

const EVERY_MS = 5_000
/** Health takes real time; its own time-out would be a quarter of a second. */
const TIMEOUT_MS = 5_000 * FACTOR

/** Asks a saver for its health again and again. */
export class HealthWatch {
  readonly #saver: KustoSaver
  #sinceMs = realNowMs()
  #seen: HealthSeen = { status: 'ok', wrong: [] }
  #isStopped = false

  constructor(saver: KustoSaver) {
    this.#saver = saver
  }

  /** The latest report, and the time of the first that was not `ok` since {@link restart}. */
  get seen(): HealthSeen {
    return this.#seen
  }

  restart(): void {
    this.#sinceMs = realNowMs()
    this.#seen = { status: 'ok', wrong: [] }
  }

  async run(): Promise<void> {
    while (!this.#isStopped) {
      this.#see(await this.#saver.healthCheck({ timeoutMs: TIMEOUT_MS }))
      await realPause(EVERY_MS)
    }
  }

  stop(): void {
    this.#isStopped = true
  }

  #see({ status, checks }: HealthReport): void {
    const wrong = checks
      .filter((check) => check.status === 'degraded' || check.status === 'failing')
      .map(({ name }) => name)
    const afterMs =
      this.#seen.afterMs ?? (status === 'ok' ? undefined : realNowMs() - this.#sinceMs)
    this.#seen = { status, wrong, afterMs }
  }
}
