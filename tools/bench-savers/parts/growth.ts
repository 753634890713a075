import { performance } from 'node:perf_hooks'
import { HumanMessage } from '@langchain/core/messages'
import { uuid6, type BaseCheckpointSaver, type Checkpoint } from '@langchain/langgraph-checkpoint'
import type { BenchRun } from '../bench-run.ts'
import { copyId, type CopyPlan } from '../copies/copy-plan.ts'
import { ingestKustoCopies } from '../copies/kusto-copies.ts'
import { postgresCopies } from '../copies/postgres-copies.ts'
import { recordingClient } from '../copies/recording-client.ts'
import { sqliteCopies } from '../copies/sqlite-copies.ts'
import { KustoSaver } from '../../bench/product.ts'
import { Prose } from '../prose.ts'
import type { OpenSaver, SaverName } from '../savers/open-saver.ts'
import { quantile } from '../statistics.ts'

export const GROWING = ['database', 'thread'] as const
export const GROWTH_SAVERS = [
  'KustoSaver in process',
  'PostgresSaver',
  'SqliteSaver',
] as const satisfies readonly SaverName[]
/** Checkpoints of a thread while only the database grows. */
export const SMALL_THREAD = 10

export interface GrowthTime {
  readonly growing: (typeof GROWING)[number]
  readonly checkpoints: number
  readonly saver: SaverName
  readonly p50Ms: number
  readonly p99Ms: number
}

const READS = 200
const TEMPLATE_THREAD = 'template-of-all-copies'

/**
 * getTuple of a thread's latest checkpoint, with growing numbers of checkpoints in other threads or
 * in its own.
 */
export async function measureGrowth(run: BenchRun): Promise<GrowthTime[]> {
  const times: GrowthTime[] = []
  for (const growing of GROWING) {
    for (const checkpoints of run.isQuick ? [10, 1_000, 10_000] : [10, 1_000, 100_000]) {
      for (const saver of GROWTH_SAVERS) {
        const time = await measureCell(run, { growing, checkpoints, saver })
        times.push({ growing, checkpoints, saver, ...time })
        run.say(
          `getTuple, ${checkpoints} checkpoints in the ${growing}: ${saver} ${time.p50Ms.toFixed(2)} ms`,
        )
      }
    }
  }
  return times
}

async function measureCell(
  run: BenchRun,
  { growing, checkpoints, saver: name }: Pick<GrowthTime, 'growing' | 'checkpoints' | 'saver'>,
): Promise<Pick<GrowthTime, 'p50Ms' | 'p99Ms'>> {
  const open = await run.savers.open(name)
  const copiesOfAThread = growing === 'thread' ? checkpoints : SMALL_THREAD
  await store(open, { copies: checkpoints, copiesOfAThread, toThread: 'copy' })
  const readMs: number[] = []
  for (let read = 0; read < READS; read += 1) {
    const startMs = performance.now()
    const tuple = await open.saver.getTuple({
      configurable: { thread_id: 'copy-0', checkpoint_ns: '' },
    })
    readMs.push(performance.now() - startMs)
    if (tuple?.checkpoint.id !== copyId(copiesOfAThread - 1))
      throw new Error(`${name} read ${tuple?.checkpoint.id} instead of the latest copy`)
  }
  await open.close()
  return { p50Ms: quantile(readMs, 0.5), p99Ms: quantile(readMs, 0.99) }
}

async function store(
  open: OpenSaver,
  wanted: Pick<CopyPlan, 'copies' | 'copiesOfAThread' | 'toThread'>,
): Promise<void> {
  const { client, sql } = open
  if (client !== undefined) {
    const recording = recordingClient(client)
    const saver = new KustoSaver({ client: recording })
    const plan = {
      ...wanted,
      fromThread: TEMPLATE_THREAD,
      fromCheckpoint: await putTemplate(saver),
    }
    await saver.flush()
    return ingestKustoCopies(client, recording.recorded, plan)
  }
  const plan = {
    ...wanted,
    fromThread: TEMPLATE_THREAD,
    fromCheckpoint: await putTemplate(open.saver),
  }
  await sql?.(
    open.saver.constructor.name === 'SqliteSaver' ? sqliteCopies(plan) : postgresCopies(plan),
  )
}

/** @returns its checkpoint id */
async function putTemplate(saver: BaseCheckpointSaver): Promise<string> {
  const checkpoint: Checkpoint = {
    v: 4,
    id: uuid6(0),
    ts: new Date().toISOString(),
    channel_values: { messages: [new HumanMessage(new Prose(1).text(200))] },
    channel_versions: { messages: 1 },
    versions_seen: {},
  }
  await saver.put(
    { configurable: { thread_id: TEMPLATE_THREAD, checkpoint_ns: '' } },
    checkpoint,
    { source: 'loop', step: 0, parents: {} },
    checkpoint.channel_versions,
  )
  return checkpoint.id
}
