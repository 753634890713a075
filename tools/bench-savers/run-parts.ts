import type { BenchRun } from './bench-run.ts'
import type { Part } from './bench-options.ts'
import { measureAlone } from './parts/alone.ts'
import { measureChat } from './parts/chat.ts'
import { measureDelta } from './parts/delta.ts'
import { measureGrowth } from './parts/growth.ts'
import { measureHistory } from './parts/history.ts'
import { measureNetwork } from './parts/network.ts'
import { measureProfiles } from './parts/profile.ts'
import { measureSupersteps } from './parts/supersteps.ts'
import type { Results } from './results.ts'

const MEASURES: Readonly<Record<Part, (run: BenchRun) => Promise<Results>>> = {
  supersteps: async (run) => ({ supersteps: await measureSupersteps(run) }),
  history: async (run) => ({ history: await measureHistory(run) }),
  chat: async (run) => ({ chat: await measureChat(run) }),
  delta: async (run) => ({ delta: await measureDelta(run) }),
  network: async (run) => ({ network: await measureNetwork(run) }),
  growth: async (run) => ({ growth: await measureGrowth(run) }),
  alone: async (run) => ({ alone: await measureAlone(run) }),
  profile: async (run) => ({ profile: await measureProfiles(run) }),
}

export async function runParts(run: BenchRun, parts: readonly Part[]): Promise<Results> {
  let results: Results = {}
  for (const part of parts) results = { ...results, ...(await MEASURES[part](run)) }
  return results
}
