import type { KustoSaver as Saver } from '../../src/index.ts'
import { openArm, type Arm, type OpenArm } from './arms.ts'
import { KustoSaver } from '../bench/product.ts'
import { openTarget, WORKLOADS, type OpenTarget, type Target } from './targets.ts'
import type { Workload } from './workload.ts'

/** Number of concurrent agents. */
export const WORKERS = 8
/** Steps per thread: agents' threads are not endless. */
const STEPS_OF_A_THREAD = 20
const SCRAPE_INTERVAL_MS = 1_000

export interface Slice {
  readonly arm: Arm
  readonly operationsPerSecond: number
  /** Processor time of this whole process, without a served Kusto and other work on the machine. */
  readonly cpuMicrosecondsPerOperation: number
  readonly scrapes: number
}

interface OpenSaver {
  readonly saver: Saver
  readonly workload: Workload
}

/** One arm on one target. */
export class Contender {
  readonly #arm: Arm
  readonly #sdk: OpenArm
  readonly #place: OpenTarget
  readonly #workloadOn: (saver: Saver) => Workload
  #open: OpenSaver | undefined
  #sinceScrapeMs = 0

  /** @param kustoUrl - of a served Kusto, for the targets that need one */
  static async open(arm: Arm, target: Target, kustoUrl: string): Promise<Contender> {
    const sdk = await openArm(arm)
    return new Contender(arm, sdk, await openTarget(target, kustoUrl), WORKLOADS[target])
  }

  private constructor(
    arm: Arm,
    sdk: OpenArm,
    place: OpenTarget,
    workloadOn: (saver: Saver) => Workload,
  ) {
    this.#arm = arm
    this.#sdk = sdk
    this.#place = place
    this.#workloadOn = workloadOn
  }

  /** Works without measuring, for at least this long. */
  async warmUp(durationMs: number): Promise<void> {
    const startMs = performance.now()
    while (performance.now() - startMs < durationMs) await this.measure()
  }

  /** One slice. */
  async measure(): Promise<Slice> {
    const { workload } = (this.#open ??= this.#openSaver())
    const scrapesBefore = this.#sdk.scrapes()
    const scraping = this.#scrapeWhenDue()
    const cpuBefore = process.cpuUsage()
    const elapsedMs = await workThrough(workload, this.#place.recordedThread)
    const cpu = process.cpuUsage(cpuBefore)
    scraping.stop(elapsedMs)
    if (this.#place.isForgetful) await this.#closeSaver()
    const operations = workload.stepsPerSlice * workload.operationsPerStep
    return {
      arm: this.#arm,
      operationsPerSecond: (operations * 1_000) / elapsedMs,
      cpuMicrosecondsPerOperation: (cpu.user + cpu.system) / operations,
      scrapes: this.#sdk.scrapes() - scrapesBefore,
    }
  }

  async close(): Promise<void> {
    await this.#closeSaver()
    await this.#sdk.close()
    await this.#place.close()
  }

  /** Scrapes every second, counted in the time of this arm's slices. */
  #scrapeWhenDue(): { stop(elapsedMs: number): void } {
    const beginMs = performance.now() - this.#sinceScrapeMs
    let scrapes = 0
    let timer: NodeJS.Timeout
    const wait = (): void => {
      const dueMs = beginMs + (scrapes + 1) * SCRAPE_INTERVAL_MS
      timer = setTimeout(scrape, dueMs - performance.now())
    }
    const scrape = (): void => {
      scrapes += 1
      this.#sdk.scrape()
      wait()
    }
    wait()
    return {
      stop: (elapsedMs) => {
        clearTimeout(timer)
        this.#sinceScrapeMs += elapsedMs - scrapes * SCRAPE_INTERVAL_MS
      },
    }
  }

  async #closeSaver(): Promise<void> {
    await this.#open?.saver.close()
    this.#open = undefined
  }

  #openSaver(): OpenSaver {
    const saver = new KustoSaver({
      ...this.#sdk.options,
      ...this.#place.params,
      // Off, because its timer would fire while another arm is measured and take processor time
      // from it. Each arm's figures still include its work: rows that no reader has returned are
      // queried once, by the probe, or, as here, by the overlay when it is half full.
      telemetry: { lagProbeIntervalMs: 0 },
    })
    return { saver, workload: this.#workloadOn(saver) }
  }
}

/** @returns the duration of all steps of a slice, in milliseconds */
async function workThrough(
  workload: Workload,
  recordedThread: string | undefined,
): Promise<number> {
  const startMs = performance.now()
  let next = 0
  const work = async (worker: number): Promise<void> => {
    for (let done = 0; next < workload.stepsPerSlice; done++) {
      const step = next++
      const writes = `${startMs}/${worker}/${Math.floor(done / STEPS_OF_A_THREAD)}`
      await workload.step({ writes, reads: recordedThread ?? writes }, step)
      // lets timers and sockets run, which a port that answers at once would starve
      await new Promise((resolve) => setImmediate(resolve))
    }
  }
  await Promise.all(Array.from({ length: WORKERS }, (_, worker) => work(worker)))
  return performance.now() - startMs
}
