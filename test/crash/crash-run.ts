import { setTimeout as pause } from 'node:timers/promises'
import { checkThread } from './check-thread.ts'
import { Cluster } from './cluster.ts'
import type { CrashSummary, RoundViolation } from './crash-summary.ts'
import { isMoment, planKill, type KillPlan } from './kill-plan.ts'
import { Ledger } from './ledger/ledger.ts'
import type { Violation } from './ledger/violation.ts'
import { Spare } from './processes/spare.ts'
import { WriterProcess } from './processes/writer-process.ts'
import { SeededRandom } from './workload/seeded-random.ts'
import type { Report } from './workload/report.ts'
import { WriterSlot } from './writer-slot.ts'

export interface CrashOptions {
  readonly rounds: number
  readonly seed: string
  readonly writers: number
  /** Where the server's file lies. */
  readonly folder: string
  /** Everything is checked each so many rounds, and at the end; else what was touched. */
  readonly fullCheckEvery: number
  readonly onRound?: (summary: CrashSummary) => void
}

/** So many faults say enough. */
const MAX_VIOLATIONS = 20

/** Kills a writer or the server round after round, and holds what is left against the ledger. */
export async function runCrash(options: CrashOptions): Promise<CrashSummary> {
  const cluster = await Cluster.open(options.folder, options.writers)
  const run = new CrashRun(options, cluster)
  try {
    return await run.run()
  } finally {
    await run.close()
  }
}

class CrashRun {
  readonly #options: CrashOptions
  readonly #cluster: Cluster
  readonly #ledger = new Ledger(['INGEST_UNAVAILABLE', 'QUERY_UNAVAILABLE'])
  readonly #random: SeededRandom
  readonly #spareWriter = new Spare(() => WriterProcess.spawn())
  readonly #slots: readonly WriterSlot[]
  readonly #violations: RoundViolation[] = []
  readonly #startedAtMs = Date.now()
  #round = 0
  #lastKill = 'before any kill'
  #writerKills = 0
  #serverKills = 0
  #onReport: (report: Report) => void = () => undefined

  constructor(options: CrashOptions, cluster: Cluster) {
    this.#options = options
    this.#cluster = cluster
    this.#random = new SeededRandom(options.seed)
    this.#slots = Array.from(
      { length: options.writers },
      (_, index) =>
        new WriterSlot({
          index,
          url: cluster.url(index),
          seed: options.seed,
          spare: this.#spareWriter,
          random: this.#random,
          onReport: (report) => this.#take(report),
        }),
    )
  }

  async run(): Promise<CrashSummary> {
    const { rounds, onRound } = this.#options
    await this.#all(async (slot) => slot.start())
    while (this.#round < rounds && this.#violations.length < MAX_VIOLATIONS) {
      this.#round++
      await this.#kill(planKill(this.#random, this.#slots.length))
      if (this.#round % this.#options.fullCheckEvery === 0) await this.#checkEverything()
      onRound?.(this.#summary())
    }
    await this.#checkAfterTheLast()
    return this.#summary()
  }

  async close(): Promise<void> {
    await this.#all(async (slot) => slot.kill())
    await Promise.all([this.#spareWriter.kill(), this.#cluster.close()])
  }

  async #kill(plan: KillPlan): Promise<void> {
    if (plan.victim === 'server') await this.#cluster.prepareCrash()
    else await this.#spareWriter.prepare()
    await this.#momentOf(plan)
    this.#lastKill = `${plan.victim === 'server' ? 'the server' : `writer ${plan.victim}`} killed at ${plan.moment}`
    if (plan.victim === 'server') await this.#killServer()
    else await this.#killWriter(plan.victim)
  }

  async #momentOf(plan: KillPlan): Promise<void> {
    const come = new Promise<void>((resolve) => {
      this.#onReport = (report): void => {
        if (isMoment(plan, report, this.#ledger.openCalls)) resolve()
      }
    })
    await Promise.race([come, pause(plan.patienceMs)])
    this.#onReport = () => undefined
    await pause(plan.delayMs)
  }

  async #killServer(): Promise<void> {
    this.#serverKills++
    await this.#cluster.crash()
    await this.#all(async (slot) => slot.pause())
    await this.#check(this.#slots, { isFull: false })
    await this.#all(async (slot) => slot.resume())
  }

  /** The other writers go on meanwhile. */
  async #killWriter(index: number): Promise<void> {
    const slot = this.#slots[index]
    if (slot === undefined) throw new Error(`No writer ${index}`)
    this.#writerKills++
    await slot.kill()
    this.#ledger.lose(slot.callPrefix)
    await this.#cluster.drain(index)
    await this.#check([slot], { isFull: false })
    await slot.start()
    this.#spareWriter.begin()
  }

  async #checkEverything(): Promise<void> {
    await this.#all(async (slot) => slot.pause())
    await this.#check(this.#slots, { isFull: true })
    await this.#all(async (slot) => slot.resume())
  }

  /** Nothing is under way any more; the server is killed once more, so that only its file speaks. */
  async #checkAfterTheLast(): Promise<void> {
    await this.#all(async (slot) => slot.pause())
    await this.#all(async (slot) => slot.end())
    await this.#cluster.prepareCrash()
    await this.#cluster.crash()
    await this.#check(this.#slots, { isFull: true })
  }

  async #check(slots: readonly WriterSlot[], { isFull }: { isFull: boolean }): Promise<void> {
    const saver = this.#cluster.checkerSaver()
    try {
      const threads = slots.flatMap((slot) => slot.threads)
      const checks = threads.map(async (thread) =>
        checkThread(saver, this.#ledger.thread(thread), { isFull }),
      )
      for (const violations of await Promise.all(checks)) this.#tell(violations)
    } finally {
      await saver.end()
    }
  }

  #take(report: Report): void {
    this.#tell(this.#ledger.record(report))
    this.#onReport(report)
  }

  #tell(violations: readonly Violation[]): void {
    const round = this.#round
    const kill = this.#lastKill
    this.#violations.push(...violations.map((violation) => ({ ...violation, round, kill })))
  }

  async #all(work: (slot: WriterSlot) => Promise<void>): Promise<void> {
    await Promise.all(this.#slots.map(work))
  }

  #summary(): CrashSummary {
    return {
      seed: this.#options.seed,
      rounds: this.#round,
      writerKills: this.#writerKills,
      serverKills: this.#serverKills,
      totals: { ...this.#ledger.totals },
      violations: [...this.#violations],
      seconds: (Date.now() - this.#startedAtMs) / 1000,
    }
  }
}
