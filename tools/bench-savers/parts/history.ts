import { performance } from 'node:perf_hooks'
import type { RunnableConfig } from '@langchain/core/runnables'
import type { CheckpointListOptions } from '@langchain/langgraph-checkpoint'
import { AgentStates, STATE_SIZES } from '../agent-state.ts'
import { inTurns, type BenchRun } from '../bench-run.ts'
import type { OpenSaver, SaverName } from '../savers/open-saver.ts'
import { AgentThread } from '../superstep.ts'

export const HISTORY_CASES = ['first item', 'whole', 'whole, limit 10'] as const
export type HistoryCase = (typeof HISTORY_CASES)[number]

export interface HistoryTime {
  readonly checkpoints: number
  readonly saver: SaverName
  readonly what: HistoryCase
  readonly round: number
  readonly elapsedMs: number
}

const PAGE = 10
const WARM_UP_ITEMS = 20
const SHORT_HISTORY = 300

/** `list` of a thread with states of 2 KB. Fills every saver first, then reads from all in turn. */
export async function measureHistory(run: BenchRun): Promise<HistoryTime[]> {
  const times: HistoryTime[] = []
  for (const checkpoints of run.isQuick ? [SHORT_HISTORY] : [SHORT_HISTORY, 3_000]) {
    const stores = await fill(run, checkpoints)
    for (const store of stores.values()) await warmUp(store)
    await inTurns(run, async (saver, round) => {
      const store = stores.get(saver)
      if (store === undefined) return
      for (const what of HISTORY_CASES) {
        // a whole long history takes most of a run's time
        if (what === 'whole' && checkpoints > SHORT_HISTORY && round > 0) continue
        const elapsedMs = await readHistory(store, what, checkpoints)
        times.push({ checkpoints, saver, what, round, elapsedMs })
      }
    })
    for (const { open } of stores.values()) await open.close()
    run.say(`history of ${checkpoints}: read`)
  }
  return times
}

interface FilledStore {
  readonly open: OpenSaver
  readonly threadId: string
}

async function fill(run: BenchRun, checkpoints: number): Promise<Map<SaverName, FilledStore>> {
  const states = new AgentStates(STATE_SIZES['2 KB'])
  const stores = new Map<SaverName, FilledStore>()
  for (const name of run.names) {
    const open = await run.open(name)
    const thread = new AgentThread(open.saver, states)
    while (thread.steps < checkpoints) await thread.put()
    stores.set(name, { open, threadId: thread.id })
    run.say(`history of ${checkpoints}: ${name} filled`)
  }
  return stores
}

/**
 * Warms up the compiler and the caches of both sides, like the other parts; far enough for a second
 * page.
 */
async function warmUp({ open, threadId }: FilledStore): Promise<void> {
  let items = 0
  for await (const _ of open.saver.list(configOf(threadId))) {
    items += 1
    if (items === WARM_UP_ITEMS) return
  }
}

function configOf(threadId: string): RunnableConfig {
  return { configurable: { thread_id: threadId, checkpoint_ns: '' } }
}

async function readHistory(
  { open, threadId }: FilledStore,
  what: HistoryCase,
  checkpoints: number,
): Promise<number> {
  const options: CheckpointListOptions = what === 'whole, limit 10' ? { limit: PAGE } : {}
  const startMs = performance.now()
  let items = 0
  for await (const _ of open.saver.list(configOf(threadId), options)) {
    items += 1
    if (what === 'first item') break
  }
  const elapsedMs = performance.now() - startMs
  const expected = { 'first item': 1, whole: checkpoints, 'whole, limit 10': PAGE }[what]
  if (items !== expected)
    throw new Error(`${what} of a history gave ${items} checkpoints instead of ${expected}`)
  return elapsedMs
}
