import { expect, it } from 'vitest'
import { StepPlans, type StepPlan } from './step-plan.ts'
import { INSIDE_SQLITE, KILL_STEP_NAMES, type KillStepName } from './steps/kill-steps.ts'
import { SeededRandom } from './workload/seeded-random.ts'

function planned(count: number, seesInsideSqlite = true): StepPlan[] {
  const plans = new StepPlans(new SeededRandom('plans'), seesInsideSqlite)
  return Array.from({ length: count }, () => plans.next(2))
}

const stepsOf = (plans: readonly StepPlan[]): KillStepName[] =>
  plans.map(({ point }) => point.step).toSorted()

it('every step comes once before any comes again', () => {
  const plans = planned(2 * KILL_STEP_NAMES.length)
  const all = [...KILL_STEP_NAMES].toSorted()
  expect(stepsOf(plans.slice(0, all.length))).toEqual(all)
  expect(stepsOf(plans.slice(all.length))).toEqual(all)
})

it('Kusto is away at every other kill of a step', () => {
  const away = planned(2 * KILL_STEP_NAMES.length).filter(({ isAway }) => isAway)
  expect(stepsOf(away)).toEqual([...KILL_STEP_NAMES].toSorted())
})

it('steps inside SQLite are left out where nothing can see them', () => {
  const steps = stepsOf(planned(100, false))
  expect(steps.filter((step) => INSIDE_SQLITE[step] !== undefined)).toEqual([])
})
