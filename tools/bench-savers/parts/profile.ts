import { Session } from 'node:inspector/promises'
import { performance } from 'node:perf_hooks'
import { AgentStates, STATE_SIZES, type StateSize } from '../agent-state.ts'
import type { BenchRun } from '../bench-run.ts'
import { sharesOf, type PackageName } from '../profile-shares.ts'
import type { SaverName } from '../savers/open-saver.ts'
import { AgentThread } from '../superstep.ts'

export interface ProfiledCell {
  readonly saver: SaverName
  readonly size: StateSize
  readonly shares: ReadonlyMap<PackageName, number>
}

const CELLS: readonly (readonly [SaverName, StateSize])[] = [
  ['KustoSaver in process', '2 KB'],
  ['KustoSaver in process', '100 KB'],
  ['KustoSaver over HTTP', '2 KB'],
  ['KustoSaver over HTTP', '100 KB'],
]
const SAMPLE_MICROS = 200

/**
 * Supersteps of one worker under V8's CPU profiler, as `node --cpu-prof` runs it, without the
 * start.
 */
export async function measureProfiles(run: BenchRun): Promise<ProfiledCell[]> {
  const cells: ProfiledCell[] = []
  for (const [saver, size] of CELLS) {
    const open = await run.savers.open(saver)
    const thread = new AgentThread(open.saver, new AgentStates(STATE_SIZES[size]))
    await workFor(thread, run.cellMs / 2)
    const session = new Session()
    session.connect()
    await session.post('Profiler.enable')
    await session.post('Profiler.setSamplingInterval', { interval: SAMPLE_MICROS })
    await session.post('Profiler.start')
    await workFor(thread, run.cellMs)
    const { profile } = await session.post('Profiler.stop')
    session.disconnect()
    await open.close()
    cells.push({ saver, size, shares: sharesOf(profile) })
    run.say(`profile of supersteps, ${size}: ${saver}`)
  }
  return cells
}

async function workFor(thread: AgentThread, durationMs: number): Promise<void> {
  const startMs = performance.now()
  while (performance.now() - startMs < durationMs) await thread.superstep()
}
