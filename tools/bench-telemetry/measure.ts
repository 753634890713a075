import type { KustoSaver } from '../../src/index.ts'
import { openArm, type Arm } from './arms.ts'
import { main } from './product.ts'
import type { ServedKusto } from './served-kusto.ts'
import { openTarget, type Target } from './targets.ts'
import { OPERATIONS_OF_A_STEP, runStep } from './workload.ts'

/** Agents at work at the same time. */
export const WORKERS = 8
/** A new thread after so many steps: agents' threads are not endless. */
const STEPS_OF_A_THREAD = 20
const WARM_UP_MS = 500

export interface Slice {
  readonly arm: Arm
  readonly operationsPerSecond: number
  /** Time of the processor that this whole process took: a served Kusto and other work on the machine left out. */
  readonly cpuMicrosecondsPerOperation: number
  readonly scrapes: number
}

export interface SliceSetting {
  readonly target: Target
  readonly arm: Arm
  readonly durationMs: number
  readonly served: ServedKusto
}

/** One arm on one target, from nothing. */
export async function measureSlice(setting: SliceSetting): Promise<Slice> {
  const { target, arm, durationMs, served } = setting
  const place = await openTarget(target, served)
  const sdk = await openArm(arm)
  const saver = new main.KustoSaver({
    ...sdk.options,
    ...place.params,
    // a port that only answers shows no row to a query, so that nothing would ever leave the overlay
    maxOverlayBytes: Number.MAX_SAFE_INTEGER,
  })
  await workFor(saver, place.recordedThread, WARM_UP_MS)
  const scrapesBefore = sdk.scrapes()
  const cpuBefore = process.cpuUsage()
  const { steps, elapsedMs } = await workFor(saver, place.recordedThread, durationMs)
  const cpu = process.cpuUsage(cpuBefore)
  const scrapes = sdk.scrapes() - scrapesBefore
  await saver.close()
  await sdk.close()
  await place.close()
  const operations = steps * OPERATIONS_OF_A_STEP
  return {
    arm,
    operationsPerSecond: (operations * 1_000) / elapsedMs,
    cpuMicrosecondsPerOperation: (cpu.user + cpu.system) / operations,
    scrapes,
  }
}

async function workFor(
  saver: KustoSaver,
  recordedThread: string | undefined,
  durationMs: number,
): Promise<{ readonly steps: number; readonly elapsedMs: number }> {
  const startMs = performance.now()
  let steps = 0
  const work = async (worker: number): Promise<void> => {
    for (let step = 0; performance.now() - startMs < durationMs; step++) {
      const writes = `${startMs}/${worker}/${Math.floor(step / STEPS_OF_A_THREAD)}`
      await runStep(saver, { writes, reads: recordedThread ?? writes }, step + 1)
      steps += 1
      // timers and sockets get their turn: a port that answers at once would never give them one
      await new Promise((resolve) => setImmediate(resolve))
    }
  }
  await Promise.all(Array.from({ length: WORKERS }, (_, worker) => work(worker)))
  return { steps, elapsedMs: performance.now() - startMs }
}
