import type { HeapProfiler } from 'node:inspector'
import { Session } from 'node:inspector/promises'
import { monitorEventLoopDelay, performance } from 'node:perf_hooks'
import type { KustoSaver as KustoSaverType } from '../../../src/index.ts'
import { AgentStates, STATE_SIZES } from '../agent-state.ts'
import type { BenchRun } from '../bench-run.ts'
import { KustoSaver } from '../../bench/product.ts'
import { AgentThread } from '../superstep.ts'
import { median } from '../statistics.ts'
import { openInstantKusto, type InstantKusto } from './instant-kusto.ts'

const OPERATIONS = ['put', 'putWrites', 'getTuple'] as const
export type Operation = (typeof OPERATIONS)[number]

interface OperationCost {
  readonly operation: Operation
  readonly cpuMicros: number
  readonly allocatedBytes: number
}

export interface AloneResult {
  readonly costs: readonly OperationCost[]
  /** Delay of the event loop while 16 concurrent agents run all operations in turn. */
  readonly loopDelayP50Ms: number
  readonly loopDelayP99Ms: number
}

const AGENTS = 16
const SAMPLING_BYTES = 4_096
/** Operations per saver: an answering port never returns a row, so nothing leaves the overlay. */
const OPERATIONS_OF_A_SAVER = 400

/**
 * KustoSaver on a client port that answers at once, so that only its own work and its serializer's
 * remain.
 */
export async function measureAlone(run: BenchRun): Promise<AloneResult> {
  const kusto = await openInstantKusto(new AgentStates(STATE_SIZES['2 KB']))
  const costs: OperationCost[] = []
  for (const operation of OPERATIONS) {
    await repeat(kusto, operation, 3) // for the compiler
    const cpu: number[] = []
    for (let round = 0; round < run.rounds + 2; round += 1) cpu.push(await cpuOf(kusto, operation))
    const cost = {
      operation,
      cpuMicros: median(cpu),
      allocatedBytes: await allocationsOf(kusto, operation),
    }
    costs.push(cost)
    run.say(
      `the saver alone: ${operation} ${cost.cpuMicros.toFixed(0)} µs of processor, ${Math.round(cost.allocatedBytes)} bytes allocated`,
    )
  }
  return { costs, ...(await loopDelay(kusto, run.cellMs)) }
}

async function cpuOf(kusto: InstantKusto, operation: Operation): Promise<number> {
  const { cpuMicros, operations } = await repeat(kusto, operation, 4)
  return cpuMicros / operations
}

/**
 * V8's sampling includes memory that was collected again, but not memory outside its heap, such as
 * buffers.
 */
async function allocationsOf(kusto: InstantKusto, operation: Operation): Promise<number> {
  using session = disposable(new Session())
  session.connect()
  await session.post('HeapProfiler.startSampling', {
    samplingInterval: SAMPLING_BYTES,
    includeObjectsCollectedByMajorGC: true,
    includeObjectsCollectedByMinorGC: true,
  })
  const { operations } = await repeat(kusto, operation, 2)
  const { profile } = await session.post('HeapProfiler.stopSampling')
  return bytesUnder(profile.head) / operations
}

function bytesUnder({ selfSize, children }: HeapProfiler.SamplingHeapProfileNode): number {
  return children.reduce((sum, child) => sum + bytesUnder(child), selfSize)
}

function disposable(session: Session): Session & Disposable {
  return Object.assign(session, { [Symbol.dispose]: () => session.disconnect() })
}

interface Repeated {
  readonly cpuMicros: number
  readonly operations: number
}

async function repeat(
  kusto: InstantKusto,
  operation: Operation,
  savers: number,
): Promise<Repeated> {
  let cpuMicros = 0
  for (let count = 0; count < savers; count += 1) {
    const saver = openSaver(kusto)
    const thread = new AgentThread(saver, kusto.states)
    await thread.put()
    const before = process.cpuUsage()
    for (let step = 0; step < OPERATIONS_OF_A_SAVER; step += 1)
      await once(saver, { kusto, thread, operation })
    const { user, system } = process.cpuUsage(before)
    cpuMicros += user + system
    await saver.close()
  }
  return { cpuMicros, operations: savers * OPERATIONS_OF_A_SAVER }
}

function openSaver({ client }: InstantKusto): KustoSaverType {
  return new KustoSaver({ client, maxOverlayBytes: Number.MAX_SAFE_INTEGER })
}

async function once(
  saver: KustoSaverType,
  {
    kusto,
    thread,
    operation,
  }: { readonly kusto: InstantKusto; readonly thread: AgentThread; readonly operation: Operation },
): Promise<unknown> {
  if (operation === 'put') return thread.put()
  if (operation === 'putWrites') return thread.putWrites()
  return saver.getTuple(kusto.recordedThread)
}

async function loopDelay(
  kusto: InstantKusto,
  durationMs: number,
): Promise<Pick<AloneResult, 'loopDelayP50Ms' | 'loopDelayP99Ms'>> {
  const delay = monitorEventLoopDelay({ resolution: 1 })
  const saver = openSaver(kusto)
  const startMs = performance.now()
  delay.enable()
  const agent = async (): Promise<void> => {
    const thread = new AgentThread(saver, kusto.states)
    while (performance.now() - startMs < durationMs) {
      await thread.put()
      await thread.putWrites()
      await saver.getTuple(kusto.recordedThread)
      // lets sockets and timers run, which a port that answers at once would starve
      await new Promise((resolve) => setImmediate(resolve))
    }
  }
  await Promise.all(Array.from({ length: AGENTS }, agent))
  delay.disable()
  await saver.close()
  return { loopDelayP50Ms: delay.percentile(50) / 1e6, loopDelayP99Ms: delay.percentile(99) / 1e6 }
}
