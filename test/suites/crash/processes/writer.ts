/**
 * A separate process: agents that write to a Kusto over HTTP and print each call on standard output
 * before they make it and after it is acknowledged. Data in a pipe outlives its writer.
 */
import { writeSync } from 'node:fs'
import { setTimeout as pauseFor } from 'node:timers/promises'
import { KustoSaver } from '../../../../src/index.ts'
import { connectKusto } from '../../../../src/kusto/connect.ts'
import { resolveEndpoint } from '../../../../src/kusto/connection/kusto-endpoint.ts'
import { PlantedSaver } from '../../judge/planted-saver.ts'
import { Recorder } from '../../../../tools/judge/recorder.ts'
import { RecordingSaver } from '../../../../tools/judge/recording-saver.ts'
import { AgentLane } from '../workload/agent-lane.ts'
import { armKill, watchSteps } from '../steps/kill-at-step.ts'
import { SeededRandom } from '../workload/seeded-random.ts'
import { VisitorLane } from '../workload/visitor-lane.ts'
import type { WriterLine, WriterOrder, WriterStart } from './messages.ts'

/** As long as a quick model takes, which leaves the processors to starting processes. */
const THINK_MS = 60

/** Rows wait while calls continue, so that kills hit every state. */
const LINGER_MS = 200
/** A killed server is back soon. */
const NEXT_TRY_MS = 200

let saver: KustoSaver | undefined
let recorded: RecordingSaver | undefined
let isSpooled = false
let lanes: readonly (AgentLane | VisitorLane)[] = []
let running: Promise<unknown> = Promise.resolve()

/**
 * Has left this process when it returns, because a line must precede the call that it announces.
 */
function tell(line: WriterLine): void {
  const bytes = Buffer.from(`${JSON.stringify(line)}\n`)
  for (let written = 0; written < bytes.byteLength;) {
    try {
      written += writeSync(process.stdout.fd, bytes, written)
    } catch (error) {
      if (!isFull(error)) throw error
    }
  }
}

/** The pipe is full and non-blocking: its reader is busy. */
function isFull(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'EAGAIN'
}

async function start(order: WriterStart): Promise<void> {
  const { url, threads, seed, name, retries, writeMode, clockOffsetMs, plant, spoolPath } = order
  isSpooled = spoolPath !== null
  if (isSpooled) await watchSteps()
  if (order.killPoint !== null) armKill(order.killPoint)
  const endpoint = resolveEndpoint(`Data Source=${url};Initial Catalog=NetDefaultDB`)
  const opened = new KustoSaver({
    client: connectKusto(endpoint),
    endpoint,
    retries,
    writeMode,
    ...(spoolPath === null ? {} : { spool: { path: spoolPath, lingerMs: LINGER_MS } }),
    ...(order.readsWithoutKusto ? { readsWithoutKusto: 'ownThreads' } : {}),
    ...(clockOffsetMs === 0 ? {} : { nowMs: () => Date.now() + clockOffsetMs }),
  })
  saver = opened
  const recorder = new Recorder({ process: name, write: tell })
  const isBuffered = writeMode === 'buffered'
  const watched = new RecordingSaver(
    plant === null ? opened : new PlantedSaver(opened, plant),
    recorder,
    isBuffered ? opened : undefined,
  )
  recorded = watched
  const laneOf = (thread: string, index: number): AgentLane =>
    new AgentLane({
      saver: watched,
      ...(isBuffered ? { flush: async () => watched.flush() } : {}),
      thread,
      random: new SeededRandom(`${seed}/${thread}`),
      hasDelta: index % 2 === 0,
      ...(plant === 'brought-back' ? { deletedShare: 0.1 } : {}),
      thinkMs: THINK_MS,
    })
  const visitor = new VisitorLane({
    saver: watched,
    threads: order.visited,
    random: new SeededRandom(`${seed}/visitor`),
    mayDelete: order.mayDelete,
    thinkMs: THINK_MS,
  })
  lanes = [...threads.map(laneOf), visitor]
}

function run(): void {
  tell({ type: 'running' })
  running = Promise.all(lanes.map(async (lane) => lane.run()))
}

async function pause(): Promise<void> {
  for (const lane of lanes) lane.stop()
  await running
  if (isSpooled) await flushAll()
  // the history records failures
  else await recorded?.flush().catch(() => undefined)
  tell({ type: 'paused' })
}

/** Other processes read what Kusto has; the server may be restarting. */
async function flushAll(): Promise<void> {
  for (;;) {
    try {
      await saver?.flush()
      return
    } catch {
      await pauseFor(NEXT_TRY_MS)
    }
  }
}

async function obey(order: WriterOrder): Promise<void> {
  switch (order.type) {
    case 'start':
      await start(order)
      return run()
    case 'arm':
      return armKill(order.killPoint)
    case 'pause':
      return pause()
    case 'resume':
      return run()
    case 'end':
      await saver?.end()
      process.disconnect()
  }
}

process.on('disconnect', () => process.exit())
process.on('message', (order: WriterOrder) => {
  void obey(order)
})
tell({ type: 'warm' })
