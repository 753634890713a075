import {
  INSIDE_SQLITE,
  KILL_STEP_NAMES,
  phaseOf,
  type KillPoint,
  type KillStepName,
} from './steps/kill-steps.ts'
import type { SeededRandom } from './workload/seeded-random.ts'

/** A writer that kills itself at a step of its spool. */
export interface StepPlan {
  /** Index of the writer. */
  readonly victim: number
  readonly point: KillPoint
  /** Whether Kusto is away meanwhile. */
  readonly isAway: boolean
}

/** Goes through all steps in random order, again and again; Kusto is away every other time. */
export class StepPlans {
  readonly #random: SeededRandom
  readonly #steps: readonly KillStepName[]
  #next: KillStepName[] = []
  readonly #isAway = new Map<KillStepName, boolean>()

  /** @param seesInsideSqlite - whether the steps inside SQLite can be seen */
  constructor(random: SeededRandom, seesInsideSqlite: boolean) {
    this.#random = random
    this.#steps = KILL_STEP_NAMES.filter(
      (name) => seesInsideSqlite || INSIDE_SQLITE[name] === undefined,
    )
  }

  next(writers: number): StepPlan {
    const random = this.#random
    if (this.#next.length === 0) this.#next = shuffled(this.#steps, random)
    const step = this.#next.pop()
    if (step === undefined) throw new Error('There are no steps')
    const isAway = !(this.#isAway.get(step) ?? random.chance(0.5))
    this.#isAway.set(step, isAway)
    return {
      victim: random.integer(0, writers - 1),
      point: { step, nth: this.#nth(step, isAway) },
      isAway,
    }
  }

  /** On opening most steps come once or twice; without Kusto a writer soon waits to read. */
  #nth(step: KillStepName, isAway: boolean): number {
    const random = this.#random
    if (phaseOf(step) === 'opening') return random.chance(0.8) ? 1 : 2
    if (step === 'compact: sync') return 1
    return random.integer(1, isAway ? 3 : 8)
  }
}

function shuffled<T>(items: readonly T[], random: SeededRandom): T[] {
  return items
    .map((item) => ({ item, at: random.next() }))
    .toSorted((a, b) => a.at - b.at)
    .map(({ item }) => item)
}
