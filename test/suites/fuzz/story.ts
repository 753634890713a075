import { KustoSaver, type WriteMode } from '../../../src/index.ts'
import type { LocalKusto, VirtualClock } from '../../../src/local/index.ts'
import { readThread } from '../crash/read-thread.ts'
import { AgentLane } from '../crash/workload/agent-lane.ts'
import { SeededRandom } from '../crash/workload/seeded-random.ts'
import { VisitorLane } from '../crash/workload/visitor-lane.ts'
import { HistoryKeeper } from '../../../tools/judge/history-keeper.ts'
import { PlantedSaver, type Plant } from '../judge/planted-saver.ts'
import { Recorder } from '../../../tools/judge/recorder.ts'
import { RecordingSaver } from '../../../tools/judge/recording-saver.ts'
import { boundsOf, type RunPreset } from '../../../tools/judge/run-preset.ts'
import type { Violation } from '../../../tools/judge/violation.ts'
import type { Totals } from '../../../tools/judge/totals.ts'
import { driveClock } from './drive-clock.ts'
import { noteGraph } from './note-graph.ts'

export interface StoryParts {
  readonly name: string
  readonly kusto: LocalKusto
  readonly clock: VirtualClock
  readonly preset: RunPreset
  /** File of the history. */
  readonly file?: string | undefined
  readonly plant?: Plant | undefined
}

export interface StoryVerdict {
  readonly totals: Totals
  readonly violations: readonly Violation[]
}

const DAY_MS = 86_400_000
/**
 * A checkpoint this young has all its values. Older ones may lose them one by one until their
 * retention is over.
 */
const SURE_DAYS = 60
/** Errors of a saver that gives up. */
const EXPLAINED = ['INGEST_UNAVAILABLE', 'QUERY_UNAVAILABLE'] as const
const AGENTS = 2
/** Share of the writing savers that are buffered. */
const BUFFERED_SHARE = 0.4
/** Share of the buffered savers to flush after a phase; the others send while time advances. */
const FLUSHED_SHARE = 0.7
const CALLS_OF_PHASE = 60
const GRAPH_TURNS = 2
const SNAPSHOT_FREQUENCIES = [1, 2, 5] as const
const DURABILITIES = ['sync', 'async', 'exit'] as const

/**
 * One story: processes with separate clocks write and read a few threads and get replaced, with
 * days and weeks between their calls. At the end, a new process reads everything.
 */
export class Story {
  readonly #parts: StoryParts
  readonly #random: SeededRandom
  readonly #snapshotFrequency: number
  readonly #history: HistoryKeeper
  readonly #recorder: Recorder
  readonly #savers: KustoSaver[] = []
  readonly #buffered: RecordingSaver[] = []
  #calls = 0

  constructor(parts: StoryParts) {
    this.#parts = parts
    this.#random = new SeededRandom(parts.name)
    this.#snapshotFrequency = new SeededRandom(`${parts.name}/graph`).pick(SNAPSHOT_FREQUENCIES)
    const bounds = boundsOf(parts.preset, EXPLAINED, SURE_DAYS * DAY_MS)
    this.#history = new HistoryKeeper(bounds, parts.file)
    this.#recorder = new Recorder({
      process: parts.name,
      nowMs: () => parts.clock.nowMs(),
      write: (line) => {
        if (line.type === 'call') this.#calls += 1
        this.#history.take(line)
      },
    })
  }

  async tell(): Promise<StoryVerdict> {
    const { clock, preset } = this.#parts
    const phases = this.#random.integer(2, 4)
    for (let phase = 0; phase < phases; phase++) {
      await driveClock(clock, this.#phase(phase))
      const days = this.#random.chance(0.5) ? this.#random.integer(1, 40) : 0
      await clock.advance(days * DAY_MS + this.#random.integer(0, preset.lagMs))
    }
    await clock.advance(preset.lagMs)
    await driveClock(clock, this.#readAll())
    await driveClock(clock, flushAll(this.#buffered))
    await driveClock(clock, Promise.all(this.#savers.map(async (saver) => saver.end())))
    const violations = this.#history.judge()
    return { totals: { ...this.#history.totals }, violations }
  }

  get #threads(): string[] {
    return Array.from({ length: AGENTS }, (_, index) => `${this.#parts.name} thread ${index}`)
  }

  get #graphThread(): string {
    return `${this.#parts.name} graph`
  }

  /** Starts new processes and ends after enough calls. */
  async #phase(phase: number): Promise<void> {
    const until = this.#calls + CALLS_OF_PHASE
    const lanes = this.#threads.map((thread, index) => {
      const saver = this.#writer()
      return new AgentLane({
        saver,
        flush: async () => saver.flush(),
        thread,
        random: new SeededRandom(`${this.#parts.name}/${phase}/${index}`),
        hasDelta: index % 2 === 0,
        deletedShare: this.#parts.plant === 'brought-back' ? 0.1 : 0.02,
        thinkMs: 2,
      })
    })
    const visitor = new VisitorLane({
      saver: this.#saver(),
      threads: [...this.#threads, this.#graphThread],
      random: new SeededRandom(`${this.#parts.name}/${phase}/visitor`),
      mayDelete: this.#parts.preset.name === 'worst',
      thinkMs: 2,
    })
    const running = [...lanes, visitor].map(async (lane) => lane.run())
    await this.#runGraph()
    while (this.#calls < until) await new Promise(setImmediate)
    for (const lane of [...lanes, visitor]) lane.stop()
    await Promise.all(running)
    await flushAll(this.#buffered.filter(() => this.#random.chance(FLUSHED_SHARE)))
  }

  async #runGraph(): Promise<void> {
    const graph = noteGraph(this.#writer(), this.#snapshotFrequency)
    for (let turn = 0; turn < GRAPH_TURNS; turn++) {
      const durability = this.#random.pick(DURABILITIES)
      const config = { configurable: { thread_id: this.#graphThread }, durability } as const
      // the history records failed runs
      await graph.invoke({ notes: [`turn ${turn}`] }, config).catch(() => undefined)
    }
  }

  async #readAll(): Promise<void> {
    const stranger = this.#saver()
    for (const thread of [...this.#threads, this.#graphThread]) {
      await readThread(stranger, thread, this.#history.names(thread), { isFull: true })
    }
  }

  #writer(): RecordingSaver {
    const isBuffered = this.#random.chance(BUFFERED_SHARE)
    const saver = this.#saver(isBuffered ? 'buffered' : 'durable')
    if (isBuffered) this.#buffered.push(saver)
    return saver
  }

  #saver(writeMode: WriteMode = 'durable'): RecordingSaver {
    const { kusto, clock, preset, plant } = this.#parts
    const offsetMs = this.#random.integer(-preset.skewMs, preset.skewMs)
    const saver = new KustoSaver({
      client: kusto.client(),
      clock,
      writeMode,
      nowMs: () => clock.nowMs() + offsetMs,
    })
    this.#savers.push(saver)
    const planted = plant === undefined ? saver : new PlantedSaver(saver, plant)
    return new RecordingSaver(planted, this.#recorder, writeMode === 'buffered' ? saver : undefined)
  }
}

/** The history records failed flushes. */
async function flushAll(savers: readonly RecordingSaver[]): Promise<void> {
  await Promise.allSettled(savers.map(async (saver) => saver.flush()))
}
