import type { KustoSaver } from '../../src/index.ts'
import { openArm, type Arm, type OpenArm } from './arms.ts'
import { main } from './product.ts'
import { openTarget, type OpenTarget, type Target } from './targets.ts'
import { agentTurns, bareSteps, type Workload } from './workload.ts'

/** Agents at work at the same time. */
export const WORKERS = 8
/** A new thread after so many steps: agents' threads are not endless. */
const STEPS_OF_A_THREAD = 20
const WARM_UP_MS = 200
const SCRAPE_INTERVAL_MS = 1_000

export interface Slice {
  readonly arm: Arm
  readonly operationsPerSecond: number
  /** Time of the processor that this whole process took: a served Kusto and other work on the machine left out. */
  readonly cpuMicrosecondsPerOperation: number
  readonly scrapes: number
}

interface OpenSaver {
  readonly saver: KustoSaver
  readonly workload: Workload
}

/** One arm on one target. */
export class Contender {
  readonly #arm: Arm
  readonly #sdk: OpenArm
  readonly #place: OpenTarget
  readonly #workloadOn: (saver: KustoSaver) => Workload
  #open: OpenSaver | undefined
  #sinceScrapeMs = 0

  /** @param kustoUrl - of a served Kusto, for the targets that need one */
  static async open(arm: Arm, target: Target, kustoUrl: string): Promise<Contender> {
    const workloadOn = target === 'agent turns' ? agentTurns : bareSteps
    return new Contender(arm, await openArm(arm), await openTarget(target, kustoUrl), workloadOn)
  }

  private constructor(
    arm: Arm,
    sdk: OpenArm,
    place: OpenTarget,
    workloadOn: (saver: KustoSaver) => Workload,
  ) {
    this.#arm = arm
    this.#sdk = sdk
    this.#place = place
    this.#workloadOn = workloadOn
  }

  async measure(durationMs: number): Promise<Slice> {
    const { workload } = (this.#open ??= await this.#openSaver())
    const scrapesBefore = this.#sdk.scrapes()
    this.#scrapeWhenDue(durationMs)
    const cpuBefore = process.cpuUsage()
    const { steps, elapsedMs } = await workFor(workload, this.#place.recordedThread, durationMs)
    const cpu = process.cpuUsage(cpuBefore)
    if (this.#place.isForgetful) await this.#closeSaver()
    const operations = steps * workload.operationsPerStep
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

  /** In the middle of a slice, so that it is answered within; the seconds are those of this arm's slices. */
  #scrapeWhenDue(durationMs: number): void {
    this.#sinceScrapeMs += durationMs
    if (this.#sinceScrapeMs < SCRAPE_INTERVAL_MS) return
    this.#sinceScrapeMs = 0
    setTimeout(() => this.#sdk.scrape(), durationMs / 2)
  }

  async #closeSaver(): Promise<void> {
    await this.#open?.saver.close()
    this.#open = undefined
  }

  async #openSaver(): Promise<OpenSaver> {
    const saver = new main.KustoSaver({
      ...this.#sdk.options,
      ...this.#place.params,
      // Its timer would go off while another arm is measured, and take from that one's processors. What it does is in the figures all the same, of each arm: rows that no
      // reader has returned are looked for once, by the probe, or by the overlay when it is half full, as it is here.
      telemetry: { lagProbeIntervalMs: 0 },
    })
    const workload = this.#workloadOn(saver)
    await workFor(workload, this.#place.recordedThread, WARM_UP_MS)
    return { saver, workload }
  }
}

async function workFor(
  workload: Workload,
  recordedThread: string | undefined,
  durationMs: number,
): Promise<{ readonly steps: number; readonly elapsedMs: number }> {
  const startMs = performance.now()
  let steps = 0
  const work = async (worker: number): Promise<void> => {
    for (let step = 0; performance.now() - startMs < durationMs; step++) {
      const writes = `${startMs}/${worker}/${Math.floor(step / STEPS_OF_A_THREAD)}`
      await workload.step({ writes, reads: recordedThread ?? writes }, step + 1)
      steps += 1
      // timers and sockets get their turn: a port that answers at once would never give them one
      await new Promise((resolve) => setImmediate(resolve))
    }
  }
  await Promise.all(Array.from({ length: WORKERS }, (_, worker) => work(worker)))
  return { steps, elapsedMs: performance.now() - startMs }
}
