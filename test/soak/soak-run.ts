import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { KustoSaver } from '../../src/index.ts'
import { LocalKusto } from '../../src/local/index.ts'
import { checkThread } from '../crash/check-thread.ts'
import { Ledger, type LedgerTotals } from '../crash/ledger/ledger.ts'
import type { Violation } from '../crash/ledger/violation.ts'
import { AgentLane } from '../crash/workload/agent-lane.ts'
import { SeededRandom } from '../crash/workload/seeded-random.ts'
import { reachableHeapBytes } from './collect-garbage.ts'
import { faultRules } from './fault-rules.ts'
import { heapTrend, type HeapSample, type HeapTrend } from './heap-trend.ts'

export interface SoakOptions {
  readonly durationMs: number
  readonly seed: number
  /** Share of requests that fail, 0 to 1. */
  readonly failures: number
  /** Where the Kusto's file lies. */
  readonly folder: string
  /** How often everything rests: what was written is checked, and memory measured. */
  readonly sampleEveryMs: number
  readonly onSample?: (summary: SoakSummary) => void
}

export interface SoakSummary {
  readonly seed: number
  readonly seconds: number
  readonly totals: LedgerTotals
  readonly faults: Readonly<Record<string, number>>
  readonly violations: readonly Violation[]
  readonly samples: readonly HeapSample[]
  readonly trend: HeapTrend
  /** Most rows that the overlay held at rest, and what was left at the end. */
  readonly overlayRows: { readonly most: number; readonly left: number }
}

const THREADS = 6
/** So many that a call which fails is a fault, whatever the dice say. */
const RETRIES = 12
/** Small, so that it is full before memory is compared. */
const MANIFEST_CACHE_BYTES = 512 * 1024
/** How long rows acknowledged last may stay out of sight. */
const VISIBLE_WITHIN_MS = 20_000

/** Agents at work on a Kusto that fails again and again; every answer is held against the ledger. */
export async function runSoak(options: SoakOptions): Promise<SoakSummary> {
  await using kusto = await LocalKusto.open({ path: join(options.folder, 'kusto.sqlite') })
  const saver = openSaver(kusto)
  await saver.setup({ provision: true })
  kusto.faults.seed(options.seed)
  kusto.faults.add(...faultRules(options.failures))
  try {
    return await new SoakRun(options, kusto, saver).run()
  } finally {
    await saver.end()
  }
}

function openSaver(kusto: LocalKusto): KustoSaver {
  return new KustoSaver({
    client: kusto.client(),
    retries: RETRIES,
    manifestCacheBytes: MANIFEST_CACHE_BYTES,
  })
}

class SoakRun {
  readonly #options: SoakOptions
  readonly #kusto: LocalKusto
  readonly #saver: KustoSaver
  readonly #ledger = new Ledger([])
  readonly #lanes: readonly AgentLane[]
  readonly #violations: Violation[] = []
  readonly #samples: HeapSample[] = []
  readonly #startedAtMs = Date.now()
  #overlayMost = 0
  #overlayLeft = 0

  constructor(options: SoakOptions, kusto: LocalKusto, saver: KustoSaver) {
    this.#options = options
    this.#kusto = kusto
    this.#saver = saver
    let calls = 0
    this.#lanes = Array.from(
      { length: THREADS },
      (_, index) =>
        new AgentLane({
          saver,
          thread: `thread ${index}`,
          random: new SeededRandom(`${options.seed}/${index}`),
          tell: (report) => this.#violations.push(...this.#ledger.record(report)),
          nextCall: () => `call ${++calls}`,
          thinkMs: 10,
        }),
    )
  }

  async run(): Promise<SoakSummary> {
    const { durationMs, sampleEveryMs, onSample } = this.#options
    while (this.#elapsedMs() < durationMs && this.#violations.length === 0) {
      await this.#work(Math.min(sampleEveryMs, durationMs - this.#elapsedMs()))
      // before the check, which reads every thread and so takes out what is visible
      this.#overlayMost = Math.max(this.#overlayMost, await this.#overlayRows())
      await this.#check({ isFull: false })
      this.#sample()
      onSample?.(this.#summary())
    }
    await this.#emptyOverlay()
    await this.#checkAsStranger()
    return this.#summary()
  }

  async #work(forMs: number): Promise<void> {
    const running = Promise.all(this.#lanes.map(async (lane) => lane.run()))
    await pause(forMs)
    for (const lane of this.#lanes) lane.stop()
    await running
  }

  /** By the saver that wrote, which must see its own rows at once. */
  async #check({ isFull }: { isFull: boolean }, reader: KustoSaver = this.#saver): Promise<void> {
    const checks = this.#ledger.threads.map(async (thread) =>
      checkThread(reader, thread, { isFull }),
    )
    for (const violations of await Promise.all(checks)) this.#violations.push(...violations)
  }

  /** By a saver that knows nothing but what Kusto says. */
  async #checkAsStranger(): Promise<void> {
    const stranger = openSaver(this.#kusto)
    await this.#check({ isFull: true }, stranger)
    await stranger.end()
  }

  #sample(): void {
    this.#samples.push({ atMs: this.#elapsedMs(), heapBytes: reachableHeapBytes() })
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
    // what is asked of Kusto is not waited for: the overlay is this process's own
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
      totals: { ...this.#ledger.totals },
      faults: this.#kusto.faults.given,
      violations: [...this.#violations],
      samples: [...this.#samples],
      trend: heapTrend(this.#samples),
      overlayRows: { most: this.#overlayMost, left: this.#overlayLeft },
    }
  }
}
