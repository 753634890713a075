import { performance } from 'node:perf_hooks'
import { DeltaSnapshot, uuid6, type BaseCheckpointSaver } from '@langchain/langgraph-checkpoint'
import type { RunnableConfig } from '@langchain/core/runnables'
import { inTurns, type BenchRun } from '../bench-run.ts'
import { Prose } from '../prose.ts'
import type { OpenSaver, SaverName } from '../savers/open-saver.ts'

export interface DeltaTime {
  readonly checkpoints: number
  readonly saver: SaverName
  readonly round: number
  readonly elapsedMs: number
}

const WRITE_CHARACTERS = 500

/**
 * A delta channel's history since its snapshot this many checkpoints ago: by default, LangGraph
 * takes one only every 1,000.
 */
export async function measureDelta(run: BenchRun): Promise<DeltaTime[]> {
  const checkpoints = run.isQuick ? 300 : 1_000
  const stores = new Map<SaverName, { readonly open: OpenSaver; readonly latest: RunnableConfig }>()
  for (const name of run.names) {
    const open = await run.open(name)
    stores.set(name, { open, latest: await fill(open.saver, checkpoints) })
    run.say(`delta history of ${checkpoints}: ${name} filled`)
  }
  const times: DeltaTime[] = []
  await inTurns(run, async (saver, round) => {
    const store = stores.get(saver)
    if (store === undefined) return
    const startMs = performance.now()
    const { notes } = await store.open.saver.getDeltaChannelHistory({
      config: store.latest,
      channels: ['notes'],
    })
    times.push({ checkpoints, saver, round, elapsedMs: performance.now() - startMs })
    if (notes?.writes.length !== checkpoints - 1)
      throw new Error(`${saver} gave ${notes?.writes.length} writes instead of ${checkpoints - 1}`)
  })
  for (const { open } of stores.values()) await open.close()
  run.say(`delta history of ${checkpoints}: read`)
  return times
}

/** The first checkpoint holds a snapshot; each but the last has one write. */
async function fill(saver: BaseCheckpointSaver, checkpoints: number): Promise<RunnableConfig> {
  const prose = new Prose(checkpoints)
  let config: RunnableConfig = { configurable: { thread_id: 'delta', checkpoint_ns: '' } }
  let version: number | undefined
  for (let step = 0; step < checkpoints; step += 1) {
    // as in LangGraph, the channel has a new version at each step, but a value only at a snapshot
    version = saver.getNextVersion(version)
    const versions = { notes: version }
    const checkpoint = {
      v: 4,
      id: uuid6(step),
      ts: new Date().toISOString(),
      channel_values: step === 0 ? { notes: new DeltaSnapshot([]) } : {},
      channel_versions: versions,
      versions_seen: {},
    }
    config = await saver.put(config, checkpoint, { source: 'loop', step, parents: {} }, versions)
    if (step < checkpoints - 1)
      await saver.putWrites(config, [['notes', prose.text(WRITE_CHARACTERS)]], `task-${step}`)
  }
  return config
}
