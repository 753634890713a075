import type { KustoClient, KustoSaver } from '../../src/index.ts'
import { openArm, type Arm, type OpenArm } from './arms.ts'
import { main } from './product.ts'
import type { ServedKusto } from './served-kusto.ts'
import { openTarget, type OpenTarget, type Target } from './targets.ts'
import { agentTurns, bareSteps, type Workload } from './workload.ts'

/** Agents at work at the same time. */
export const WORKERS = 8
/** A new thread after so many steps: agents' threads are not endless. */
const STEPS_OF_A_THREAD = 20
const WARM_UP_MS = 200

export interface Slice {
  readonly arm: Arm
  readonly operationsPerSecond: number
  /** Time of the processor that this whole process took: a served Kusto and other work on the machine left out. */
  readonly cpuMicrosecondsPerOperation: number
  readonly scrapes: number
}

/** One arm on one target; it stays open while slices of other arms are measured. */
export class Contender {
  readonly #arm: Arm
  readonly #sdk: OpenArm
  readonly #place: OpenTarget
  readonly #workloadOn: (saver: KustoSaver) => Workload

  static async open(arm: Arm, target: Target, served: ServedKusto): Promise<Contender> {
    const workloadOn = target === 'agent turns' ? agentTurns : bareSteps
    return new Contender(arm, await openArm(arm), await openTarget(target, served), workloadOn)
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
    this.#sdk.begin()
    const saver = this.#openSaver()
    const workload = this.#workloadOn(saver)
    await workFor(workload, this.#place.recordedThread, WARM_UP_MS)
    const scrapesBefore = this.#sdk.scrapes()
    this.#sdk.beginScraping()
    const cpuBefore = process.cpuUsage()
    const { steps, elapsedMs } = await workFor(workload, this.#place.recordedThread, durationMs)
    const cpu = process.cpuUsage(cpuBefore)
    this.#sdk.endScraping()
    await saver.close()
    this.#sdk.end()
    const operations = steps * workload.operationsPerStep
    return {
      arm: this.#arm,
      operationsPerSecond: (operations * 1_000) / elapsedMs,
      cpuMicrosecondsPerOperation: (cpu.user + cpu.system) / operations,
      scrapes: this.#sdk.scrapes() - scrapesBefore,
    }
  }

  async close(): Promise<void> {
    await this.#sdk.close()
    await this.#place.close()
  }

  /** Anew for each slice: what one has left in memory, such as rows that are not visible yet, is no load of the next. */
  #openSaver(): KustoSaver {
    const { client, ...params } = this.#place.params
    return new main.KustoSaver({
      ...this.#sdk.options,
      ...params,
      client: keptOpen(client),
      // a port that only answers shows no row to a query, so that nothing would ever leave the overlay
      maxOverlayBytes: Number.MAX_SAFE_INTEGER,
    })
  }
}

/** A closing saver closes its client, and the next slice needs it. */
function keptOpen(client: KustoClient): KustoClient {
  return {
    query: (request) => client.query(request),
    command: (request) => client.command(request),
    ingest: (request) => client.ingest(request),
    enqueue: (request) => client.enqueue(request),
    close: async () => undefined,
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
