import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { HistoryKeeper } from '../../../tools/judge/history-keeper.ts'
import type { HistoryLine } from '../../../tools/judge/history.ts'
import { PlantedSaver, type Plant } from '../judge/planted-saver.ts'
import { Recorder, sharedClockMs } from '../../../tools/judge/recorder.ts'
import { RecordingSaver } from '../../../tools/judge/recording-saver.ts'
import { boundsOf, type RunPreset } from '../../../tools/judge/run-preset.ts'
import { Cluster } from './cluster.ts'
import type { CrashSummary, RoundViolation } from './crash-summary.ts'
import { isMoment, planKill, type KillPlan } from './kill-plan.ts'
import { Spare } from './processes/spare.ts'
import { WriterProcess } from './processes/writer-process.ts'
import { readThread } from './read-thread.ts'
import { Rounds } from './rounds.ts'
import { killAtStep } from './step-round.ts'
import { StepPlans, type StepPlan } from './step-plan.ts'
import { compileKillLibrary } from './steps/kill-library.ts'
import { StepCounts } from './steps/step-counts.ts'
import { SeededRandom } from './workload/seeded-random.ts'
import { WriterSlot } from './writer-slot.ts'

export interface CrashOptions {
  readonly rounds: number
  readonly seed: string
  readonly writers: number
  /** Folder of the server's file and the history. */
  readonly folder: string
  /**
   * A full check runs after this many rounds and at the end; otherwise only the latest writes are
   * checked.
   */
  readonly fullCheckEvery: number
  readonly preset: RunPreset
  /** Whether writers spool their rows on a local disk. */
  readonly isSpooled?: boolean
  /** A fault in the savers, which the run must find. */
  readonly plant?: Plant
  readonly onRound?: (summary: CrashSummary) => void
}

/** This many faults are enough. */
const MAX_VIOLATIONS = 20
/** A killed server explains errors about an unreachable server. */
const EXPLAINED = ['INGEST_UNAVAILABLE', 'QUERY_UNAVAILABLE'] as const
/** Read by id in a check that is not full. */
const NAMES_OF_PART = 6
/** Of the rounds with spooled writers; the others kill at random. */
const STEP_SHARE = 0.75

/** Kills a writer or the server in each round, and passes the history of all calls to the judge. */
export async function runCrash(options: CrashOptions): Promise<CrashSummary> {
  const { preset, seed } = options
  const worst =
    preset.name === 'worst'
      ? { seed: new SeededRandom(seed).integer(0, 2 ** 31), timeScale: preset.timeScale }
      : null
  const cluster = await Cluster.open(options.folder, options.writers, worst)
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
  readonly #history: HistoryKeeper
  readonly #recorder: Recorder
  readonly #random: SeededRandom
  readonly #spareWriter: Spare<WriterProcess>
  readonly #stepPlans: StepPlans
  readonly #stepCounts: StepCounts | undefined
  readonly #slots: readonly WriterSlot[]
  readonly #rounds = new Rounds()
  readonly #startedAtMs = Date.now()
  #violations: readonly RoundViolation[] = []
  #writerKills = 0
  #serverKills = 0
  #onLine: (line: HistoryLine) => void = () => undefined

  constructor(options: CrashOptions, cluster: Cluster) {
    this.#options = options
    this.#cluster = cluster
    this.#random = new SeededRandom(options.seed)
    const { preset, folder, plant } = options
    const library = options.isSpooled === true ? compileKillLibrary(folder) : undefined
    this.#spareWriter = new Spare(() => WriterProcess.spawn(library))
    this.#stepPlans = new StepPlans(this.#random, library !== undefined)
    if (options.isSpooled === true) this.#stepCounts = new StepCounts()
    const bounds = boundsOf(preset, EXPLAINED)
    this.#history = new HistoryKeeper(bounds, join(folder, 'history.jsonl'))
    this.#recorder = new Recorder({
      process: 'checker',
      write: (line) => this.#history.take(line),
    })
    this.#slots = Array.from(
      { length: options.writers },
      (_, index) =>
        new WriterSlot({
          index,
          url: cluster.url(index),
          seed: options.seed,
          spare: this.#spareWriter,
          random: this.#random,
          skewMs: preset.skewMs,
          mayDelete: preset.name === 'worst',
          plant: plant ?? null,
          spoolPath: options.isSpooled === true ? join(folder, `spool-${index}`) : null,
          allThreads: () => this.#slots.flatMap(({ threads }) => threads),
          onLine: (line) => this.#take(line),
        }),
    )
  }

  async run(): Promise<CrashSummary> {
    const { rounds, fullCheckEvery, onRound } = this.#options
    await this.#all(async (slot) => slot.start())
    while (this.#rounds.count < rounds && this.#violations.length < MAX_VIOLATIONS) {
      this.#rounds.begin(sharedClockMs())
      await this.#killSomething()
      if (this.#rounds.count % fullCheckEvery === 0) await this.#checkEverything()
      onRound?.(this.#summary())
    }
    await this.#checkAfterTheLast()
    return this.#summary()
  }

  async close(): Promise<void> {
    await this.#all(async (slot) => slot.kill())
    await Promise.all([this.#spareWriter.kill(), this.#cluster.close()])
  }

  async #killSomething(): Promise<void> {
    const { length } = this.#slots
    if (this.#stepCounts === undefined || !this.#random.chance(STEP_SHARE)) {
      return this.#kill(planKill(this.#random, length))
    }
    await this.#killAtStep(this.#stepPlans.next(length), this.#stepCounts)
  }

  async #killAtStep(plan: StepPlan, counts: StepCounts): Promise<void> {
    const slot = this.#slotAt(plan.victim)
    const { point, isAway } = plan
    const away = isAway ? ', Kusto away' : ''
    this.#rounds.tell(`writer ${plan.victim} killed at ${point.step} (${point.nth})${away}`)
    const wasTaken = await killAtStep(plan, {
      cluster: this.#cluster,
      slot,
      spareWriter: this.#spareWriter,
      onDeath: () => this.#noteDeath(slot),
    })
    counts.add(plan, wasTaken)
    this.#spareWriter.begin()
    // the lanes of all writers end when Kusto is away
    await this.#checkPaused(isAway ? this.#slots : [slot])
  }

  async #kill(plan: KillPlan): Promise<void> {
    if (plan.victim === 'server') await this.#cluster.prepareCrash()
    else await this.#spareWriter.prepare()
    await this.#momentOf(plan)
    const victim = plan.victim === 'server' ? 'the server' : `writer ${plan.victim}`
    this.#rounds.tell(`${victim} killed at ${plan.moment}`)
    if (plan.victim === 'server') await this.#killServer()
    else await this.#killWriter(plan.victim)
  }

  async #momentOf(plan: KillPlan): Promise<void> {
    const come = new Promise<void>((resolve) => {
      this.#onLine = (line): void => {
        if (isMoment(plan, line, this.#history.openCalls)) resolve()
      }
    })
    await Promise.race([come, pause(plan.patienceMs)])
    this.#onLine = () => undefined
    await pause(plan.delayMs)
  }

  async #killServer(): Promise<void> {
    this.#serverKills++
    await this.#cluster.crash()
    await this.#checkPaused(this.#slots)
    this.#judge()
  }

  /** The other writers continue meanwhile. */
  async #killWriter(index: number): Promise<void> {
    const slot = this.#slotAt(index)
    await slot.kill()
    this.#noteDeath(slot)
    await this.#cluster.drain(index)
    // only the next process can store the rows that the killed one left on its disk
    if (this.#options.isSpooled === true) {
      await slot.start()
      await this.#checkPaused([slot])
    } else {
      await this.#check([slot], { isFull: false })
      await slot.start()
    }
    this.#spareWriter.begin()
  }

  #slotAt(index: number): WriterSlot {
    const slot = this.#slots[index]
    if (slot === undefined) throw new Error(`No writer ${index}`)
    return slot
  }

  #noteDeath({ process }: WriterSlot): void {
    this.#writerKills++
    this.#history.take({ type: 'kill', process, atMs: this.#recorder.nextMs() })
  }

  async #checkPaused(slots: readonly WriterSlot[]): Promise<void> {
    await Promise.all(slots.map(async (slot) => slot.pause()))
    await this.#check(slots, { isFull: false })
    await Promise.all(slots.map(async (slot) => slot.resume()))
  }

  async #checkEverything(): Promise<void> {
    await this.#all(async (slot) => slot.pause())
    await this.#checkSettled()
    await this.#all(async (slot) => slot.resume())
  }

  /** Nothing is under way any more. Kills the server once more, so that only its file counts. */
  async #checkAfterTheLast(): Promise<void> {
    await this.#all(async (slot) => slot.pause())
    await this.#all(async (slot) => slot.end())
    await this.#cluster.prepareCrash()
    await this.#cluster.crash()
    await this.#checkSettled()
  }

  /** Checks everything once it has become visible. */
  async #checkSettled(): Promise<void> {
    const { name, lagMs } = this.#options.preset
    if (name === 'worst') await pause(lagMs)
    await this.#check(this.#slots, { isFull: true })
    this.#judge()
  }

  async #check(slots: readonly WriterSlot[], { isFull }: { isFull: boolean }): Promise<void> {
    const { preset, plant } = this.#options
    // a Kusto that shows rows at once has nothing under way
    if (preset.name === 'plain') {
      this.#history.take({ type: 'visible', atMs: this.#recorder.nextMs() })
    }
    const saver = this.#cluster.checkerSaver()
    const planted = plant === undefined ? saver : new PlantedSaver(saver, plant)
    const recorded = new RecordingSaver(planted, this.#recorder)
    try {
      const threads = slots.flatMap((slot) => slot.threads)
      const checks = threads.map(async (thread) => {
        const names = this.#history.names(thread, isFull ? undefined : NAMES_OF_PART)
        await readThread(recorded, thread, names, { isFull })
      })
      await Promise.all(checks)
    } finally {
      await saver.end()
    }
  }

  #take(line: HistoryLine): void {
    this.#history.take(line)
    this.#onLine(line)
  }

  #judge(): void {
    this.#violations = this.#history.judge().map((each) => this.#rounds.placed(each))
  }

  async #all(work: (slot: WriterSlot) => Promise<void>): Promise<void> {
    await Promise.all(this.#slots.map(work))
  }

  #summary(): CrashSummary {
    return {
      seed: this.#options.seed,
      rounds: this.#rounds.count,
      writerKills: this.#writerKills,
      serverKills: this.#serverKills,
      totals: { ...this.#history.totals },
      violations: [...this.#violations],
      ...(this.#stepCounts === undefined ? {} : { steps: this.#stepCounts.lines() }),
      seconds: (Date.now() - this.#startedAtMs) / 1000,
    }
  }
}
