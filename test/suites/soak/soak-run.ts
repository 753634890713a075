import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { KustoSaver, type KustoSaverParams } from '../../../src/index.ts'
import { LocalKusto } from '../../../src/local/index.ts'
import { worstKusto } from '../../../src/local/emulation/presets/worst-kusto.ts'
import { readThread } from '../crash/read-thread.ts'
import { AgentLane } from '../crash/workload/agent-lane.ts'
import { SeededRandom } from '../crash/workload/seeded-random.ts'
import { VisitorLane } from '../crash/workload/visitor-lane.ts'
import { PlantedSaver, type Plant } from '../judge/planted-saver.ts'
import { Recorder } from '../../../tools/judge/recorder.ts'
import { RecordingSaver, type Buffer } from '../../../tools/judge/recording-saver.ts'
import { boundsOf, type RunPreset } from '../../../tools/judge/run-preset.ts'
import type { Counts } from '../../../tools/judge/totals.ts'
import { reachableHeapBytes } from './collect-garbage.ts'
import { faultRules } from './fault-rules.ts'
import { JudgeApart, type Verdict } from './judge-apart.ts'
import { heapTrend, type HeapSample, type HeapTrend } from './heap-trend.ts'

export interface SoakOptions {
  readonly durationMs: number
  readonly seed: number
  /** Share of requests that fail, 0 to 1. */
  readonly failures: number
  /** Folder of the Kusto's file and the history. */
  readonly folder: string
  /** How often everything pauses to check the writes and to measure memory. */
  readonly sampleEveryMs: number
  readonly preset: RunPreset
  /** A fault in the savers, which the run must find. */
  readonly plant?: Plant
  readonly onSample?: (summary: SoakSummary) => void
}

export interface SoakSummary {
  readonly seed: number
  readonly seconds: number
  readonly totals: Counts
  readonly faults: Readonly<Record<string, number>>
  readonly violations: Verdict['violations']
  readonly samples: readonly HeapSample[]
  readonly trend: HeapTrend
  /** Most rows that the overlay held at rest, and the rows left at the end. */
  readonly overlayRows: { readonly most: number; readonly left: number }
}

const DURABLE_THREADS = 6
const BUFFERED_THREADS = 2
/** With this many attempts, a call that fails is a bug, not bad luck. */
const RETRIES = 12
/** Small, so that it is full before memory is compared. */
const MANIFEST_CACHE_BYTES = 512 * 1024
/** Maximum time until the rows acknowledged last become visible. */
const VISIBLE_WITHIN_MS = 20_000

/** Runs agents on a Kusto that fails again and again; the judge gets the history of all calls. */
export async function runSoak(options: SoakOptions): Promise<SoakSummary> {
  await using kusto = await LocalKusto.open({ path: join(options.folder, 'kusto.sqlite') })
  const saver = openSaver(kusto)
  await saver.setup({ provision: true })
  const { preset, seed, failures } = options
  if (preset.name === 'worst') kusto.emulate(worstKusto(seed, { timeScale: preset.timeScale }))
  else {
    kusto.faults.seed(seed)
    kusto.faults.add(...faultRules(failures))
  }
  try {
    return await new SoakRun(options, kusto, saver).run()
  } finally {
    await saver.end()
  }
}

function openSaver(
  kusto: LocalKusto,
  options: Pick<KustoSaverParams, 'nowMs' | 'writeMode'> = {},
): KustoSaver {
  return new KustoSaver({
    ...options,
    client: kusto.client(),
    retries: RETRIES,
    manifestCacheBytes: MANIFEST_CACHE_BYTES,
  })
}

class SoakRun {
  readonly #options: SoakOptions
  readonly #kusto: LocalKusto
  readonly #saver: KustoSaver
  readonly #history: JudgeApart
  readonly #recorder: Recorder
  readonly #bufferedThreads = namesOf('buffered thread', BUFFERED_THREADS)
  readonly #threads = [...namesOf('thread', DURABLE_THREADS), ...this.#bufferedThreads]
  readonly #lanes: readonly (AgentLane | VisitorLane)[]
  readonly #own: RecordingSaver
  readonly #visitor: KustoSaver
  readonly #buffered: KustoSaver
  readonly #ofBuffered: RecordingSaver
  #verdict: Verdict = {
    violations: [],
    totals: { puts: 0, writes: 0, deletions: 0, reads: 0, unsure: 0 },
  }
  readonly #samples: HeapSample[] = []
  readonly #startedAtMs = Date.now()
  #overlayMost = 0
  #overlayLeft = 0

  constructor(options: SoakOptions, kusto: LocalKusto, saver: KustoSaver) {
    this.#options = options
    this.#kusto = kusto
    this.#saver = saver
    const { folder, preset, plant, seed } = options
    const file = join(folder, 'history.jsonl')
    this.#history = new JudgeApart({ bounds: boundsOf(preset, []), file })
    this.#recorder = new Recorder({ process: 'soak', write: (line) => this.#history.take(line) })
    this.#own = this.#recorded(saver)
    this.#buffered = openSaver(kusto, { writeMode: 'buffered' })
    this.#ofBuffered = this.#recorded(this.#buffered, this.#buffered)
    this.#visitor = openSaver(kusto, { nowMs: () => Date.now() + preset.skewMs })
    const visitor = new VisitorLane({
      saver: this.#recorded(this.#visitor),
      threads: this.#threads,
      random: new SeededRandom(`${seed}/visitor`),
      mayDelete: preset.name === 'worst',
      thinkMs: 10,
    })
    const agents = this.#threads.map(
      (thread, index) =>
        new AgentLane({
          saver: this.#writerOf(thread),
          flush: async () => this.#writerOf(thread).flush(),
          thread,
          random: new SeededRandom(`${seed}/${index}`),
          hasDelta: index % 2 === 0,
          thinkMs: 10,
          ...(plant === 'brought-back' ? { deletedShare: 0.1 } : {}),
        }),
    )
    this.#lanes = [...agents, visitor]
  }

  #recorded(saver: KustoSaver, buffer?: Buffer): RecordingSaver {
    const { plant } = this.#options
    const planted = plant === undefined ? saver : new PlantedSaver(saver, plant)
    return new RecordingSaver(planted, this.#recorder, buffer)
  }

  #writerOf(thread: string): RecordingSaver {
    return this.#bufferedThreads.includes(thread) ? this.#ofBuffered : this.#own
  }

  async run(): Promise<SoakSummary> {
    const { durationMs, sampleEveryMs, onSample } = this.#options
    while (this.#elapsedMs() < durationMs && this.#verdict.violations.length === 0) {
      await this.#work(Math.min(sampleEveryMs, durationMs - this.#elapsedMs()))
      // before the check, which reads every thread and so removes visible rows
      this.#overlayMost = Math.max(this.#overlayMost, await this.#overlayRows())
      await this.#check({ isFull: false })
      await this.#sample()
      onSample?.(this.#summary())
    }
    await this.#emptyOverlay()
    await this.#checkAsStranger()
    await Promise.all([this.#visitor.end(), this.#buffered.end()])
    await this.#history[Symbol.asyncDispose]()
    return this.#summary()
  }

  async #work(forMs: number): Promise<void> {
    const running = Promise.all(this.#lanes.map(async (lane) => lane.run()))
    await pause(forMs)
    for (const lane of this.#lanes) lane.stop()
    await running
    // the history records failures
    await this.#ofBuffered.flush().catch(() => undefined)
  }

  /** Read by the saver that wrote, which must see its own rows at once. */
  async #check({ isFull }: { isFull: boolean }, reader: KustoSaver = this.#saver): Promise<void> {
    const stranger = reader === this.#saver ? undefined : this.#recorded(reader)
    const checks = this.#threads.map(async (thread) => {
      const names = this.#history.names(thread, isFull ? undefined : 5)
      await readThread(stranger ?? this.#writerOf(thread), thread, names, { isFull })
    })
    await Promise.all(checks)
    this.#verdict = await this.#history.judge()
  }

  /** Read by a new saver, which only knows Kusto's rows. */
  async #checkAsStranger(): Promise<void> {
    await pause(this.#options.preset.lagMs)
    const stranger = openSaver(this.#kusto)
    await this.#check({ isFull: true }, stranger)
    await stranger.end()
  }

  /** Without the answers that the Kusto has cached, which are of no more interest here. */
  async #sample(): Promise<void> {
    await this.#clearResultsCache()
    this.#samples.push({ atMs: this.#elapsedMs(), heapBytes: reachableHeapBytes() })
  }

  async #clearResultsCache(): Promise<void> {
    const client = this.#kusto.client()
    const clear = async () => client.command({ text: '.clear database cache query_results' })
    // the Kusto of this run fails commands too
    while (!(await clear().then(Boolean, () => false)));
  }

  /** Reads everything until every acknowledged row has been seen. */
  async #emptyOverlay(): Promise<void> {
    const endMs = Date.now() + VISIBLE_WITHIN_MS
    do {
      await this.#check({ isFull: true })
      this.#overlayLeft = await this.#overlayRows()
    } while (this.#overlayLeft > 0 && Date.now() < endMs)
  }

  async #overlayRows(): Promise<number> {
    // without waiting for Kusto, because the overlay is in this process
    const { checks } = await this.#saver.healthCheck({ timeoutMs: 1 })
    const overlay = checks.find(({ name }) => name === 'overlay')
    if (overlay === undefined) throw new Error('The saver does not say how full its overlay is')
    return overlay.figures['rows'] ?? 0
  }

  #elapsedMs(): number {
    return Date.now() - this.#startedAtMs
  }

  #summary(): SoakSummary {
    return {
      seed: this.#options.seed,
      seconds: this.#elapsedMs() / 1000,
      ...this.#verdict,
      faults: this.#kusto.faults.given,
      samples: [...this.#samples],
      trend: heapTrend(this.#samples),
      overlayRows: { most: this.#overlayMost, left: this.#overlayLeft },
    }
  }
}

function namesOf(kind: string, count: number): string[] {
  return Array.from({ length: count }, (_, index) => `${kind} ${index}`)
}
