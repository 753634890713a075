import type { StepPlan } from '../step-plan.ts'
import { KILL_STEP_NAMES, type KillStepName } from './kill-steps.ts'

interface Count {
  kills: number
  /** Of them, those with Kusto away. */
  away: number
  /** The step did not come, and the writer was killed elsewhere. */
  missed: number
}

/** How often writers killed themselves at each step. */
export class StepCounts {
  readonly #counts = new Map<KillStepName, Count>(
    KILL_STEP_NAMES.map((name) => [name, { kills: 0, away: 0, missed: 0 }]),
  )

  add({ point, isAway }: StepPlan, wasTaken: boolean): void {
    const count = this.#counts.get(point.step)
    if (count === undefined) return
    if (!wasTaken) count.missed += 1
    else {
      count.kills += 1
      if (isAway) count.away += 1
    }
  }

  lines(): string[] {
    const counts = [...this.#counts]
    const never = counts.filter(([, { kills }]) => kills === 0).map(([name]) => name)
    const total = (of: (count: Count) => number): number =>
      counts.reduce((sum, [, count]) => sum + of(count), 0)
    const missed = counts.filter(([, count]) => count.missed > 0)
    const each = counts.map(([name, { kills, away }]) => `${name} ${kills}/${away}`)
    return [
      `killed at a step: ${total(({ kills }) => kills)}, with Kusto away: ${total(({ away }) => away)}, killed elsewhere, because the step did not come: ${missed.map(([name, count]) => `${name} ${count.missed}`).join(', ') || 'none'}`,
      `steps (kills/with Kusto away): ${each.join(', ')}`,
      `steps without a kill: ${never.length === 0 ? 'none' : never.join(', ')}`,
    ]
  }
}
