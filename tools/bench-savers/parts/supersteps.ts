import { performance } from 'node:perf_hooks'
import { AgentStates, SIZES, STATE_SIZES, type StateSize } from '../agent-state.ts'
import { inTurns, type BenchRun } from '../bench-run.ts'
import { SAVERS, SPOOLED, type SaverName } from '../savers/open-saver.ts'
import { AgentThread, type CallTimes } from '../superstep.ts'

const WORKERS = [1, 16] as const
/** Agents' threads are not endless. */
const STEPS_OF_A_THREAD = 40

export interface SuperstepCell {
  readonly size: StateSize
  readonly workers: number
  readonly saver: SaverName
  readonly round: number
  readonly perSecond: number
  readonly calls: readonly CallTimes[]
}

export async function measureSupersteps(run: BenchRun): Promise<SuperstepCell[]> {
  const cells: SuperstepCell[] = []
  for (const size of SIZES) {
    const states = new AgentStates(STATE_SIZES[size])
    for (const workers of WORKERS) {
      const measure = async (saver: SaverName, round: number): Promise<void> => {
        const cell = await measureCell(run, { saver, states, workers })
        cells.push({ size, workers, saver, round, ...cell })
        run.say(
          `supersteps, ${size}, ${workers} at a time, round ${round + 1}: ${saver} ${cell.perSecond.toFixed(1)}/s`,
        )
      }
      await inTurns(run, measure, saversFor(run, size))
    }
  }
  return cells
}

/** The spool's aims are for the size of most states; larger ones fill it within seconds. */
function saversFor({ names }: BenchRun, size: StateSize): readonly SaverName[] {
  return size === '2 KB' && names === SAVERS ? [...SAVERS, SPOOLED] : names
}

interface CellSetting {
  readonly saver: SaverName
  readonly states: AgentStates
  readonly workers: number
}

async function measureCell(
  run: BenchRun,
  { saver: name, states, workers }: CellSetting,
): Promise<Pick<SuperstepCell, 'perSecond' | 'calls'>> {
  const open = await run.open(name)
  const work = async (
    agents: number,
    durationMs: number,
  ): Promise<{ calls: CallTimes[]; elapsedMs: number }> => {
    const calls: CallTimes[] = []
    const startMs = performance.now()
    const worker = async (): Promise<void> => {
      let thread = new AgentThread(open.saver, states)
      do {
        if (thread.steps === STEPS_OF_A_THREAD) thread = new AgentThread(open.saver, states)
        calls.push(await thread.superstep())
        // a saver that never waits would starve the other workers
        await new Promise((resolve) => setImmediate(resolve))
      } while (performance.now() - startMs < durationMs)
    }
    await Promise.all(Array.from({ length: agents }, worker))
    return { calls, elapsedMs: performance.now() - startMs }
  }
  await work(1, run.cellMs / 4) // for the compiler and the caches of both sides
  const { calls, elapsedMs } = await work(workers, run.cellMs)
  await open.close()
  return { perSecond: (calls.length * 1_000) / elapsedMs, calls }
}
