import type { BenchRun } from '../bench-run.ts'
import type { Results } from '../results.ts'
import { PEER, type SaverName } from '../savers/open-saver.ts'
import { measureDelta } from './delta.ts'
import { measureHistory } from './history.ts'
import { measureSupersteps } from './supersteps.ts'

/** Milliseconds each way: within a zone, within a region, between regions. */
export const DELAYS_MS = [1, 5, 20] as const

export const REMOTE: SaverName = 'KustoSaver over HTTP'

export interface NetworkResult extends Pick<Results, 'supersteps' | 'history' | 'delta'> {
  readonly delayMs: number
}

/** Reads and writes with the same delay before both servers, as between two machines. */
export async function measureNetwork(run: BenchRun): Promise<NetworkResult[]> {
  const results: NetworkResult[] = []
  for (const delayMs of DELAYS_MS) {
    await using network = await run.savers.behind(delayMs)
    const behind: BenchRun = {
      ...run,
      isQuick: true,
      names: [REMOTE, PEER],
      open: (name) => network.open(name),
      say: (line) => run.say(`${delayMs} ms each way: ${line}`),
    }
    results.push({
      delayMs,
      supersteps: await measureSupersteps(behind),
      history: await measureHistory(behind),
      delta: await measureDelta(behind),
    })
  }
  return results
}
