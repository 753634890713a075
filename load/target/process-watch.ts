import { monitorEventLoopDelay } from 'node:perf_hooks'
import type { HostSample, LedgerAnswer } from '../http-api.ts'

const RESOLUTION_MS = 10
const SAMPLE_MS = 1_000

/** The host process' memory once a second, event loop delays, and CPU. */
export class ProcessWatch {
  readonly #delay = monitorEventLoopDelay({ resolution: RESOLUTION_MS })
  /** Started again with each sample. */
  readonly #latestDelay = monitorEventLoopDelay({ resolution: RESOLUTION_MS })
  readonly #samples: HostSample[] = []
  readonly #timer: NodeJS.Timeout

  constructor() {
    this.#delay.enable()
    this.#latestDelay.enable()
    this.#timer = setInterval(() => this.#sample(), SAMPLE_MS).unref()
  }

  read(): Pick<LedgerAnswer, 'eventLoopDelayMs' | 'samples' | 'cpuSeconds'> {
    const { user, system } = process.cpuUsage()
    return {
      eventLoopDelayMs: {
        p50: delayMs(this.#delay.percentile(50)),
        p99: delayMs(this.#delay.percentile(99)),
        max: delayMs(this.#delay.max),
      },
      samples: this.#samples,
      cpuSeconds: (user + system) / 1e6,
    }
  }

  stop(): void {
    clearInterval(this.#timer)
    this.#delay.disable()
    this.#latestDelay.disable()
  }

  #sample(): void {
    const { rss, heapUsed } = process.memoryUsage()
    this.#samples.push({
      atMs: Date.now(),
      residentBytes: rss,
      heapBytes: heapUsed,
      eventLoopDelayMaxMs: delayMs(this.#latestDelay.max),
    })
    this.#latestDelay.reset()
  }
}

/** Node measures from one timer tick to the next, so every value includes the tick. */
function delayMs(nanoseconds: number): number {
  return Math.max(0, nanoseconds / 1e6 - RESOLUTION_MS)
}
