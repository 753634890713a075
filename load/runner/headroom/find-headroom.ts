import { atRate, scenarioNamed } from '../../scenarios.ts'
import { runScenario, type RunSettings } from '../run-scenario.ts'
import { isPassed } from '../verdict.ts'
import { highestHeld, nextRate, type Step } from './staircase.ts'

const SECONDS_A_STEP = 60

export interface HeadroomSettings extends Omit<RunSettings, 'seconds' | 'perSecond'> {
  /** Of each step. @default 60 */
  readonly seconds: number | undefined
}

/**
 * Runs `turns` at one rate after another, each on a fresh Kusto, and prints the highest rate that
 * holds all limits.
 *
 * @returns whether any rate held
 */
export async function findHeadroom(
  settings: HeadroomSettings,
  stopped: AbortSignal,
): Promise<boolean> {
  const turns = scenarioNamed('turns')
  const seconds = settings.seconds ?? SECONDS_A_STEP
  const steps: Step[] = []
  for (;;) {
    const perSecond = nextRate(steps)
    if (perSecond === undefined) break
    const result = await runScenario(atRate(turns, perSecond), { ...settings, seconds, perSecond })
    stopped.throwIfAborted()
    const isHeld = isPassed(result)
    steps.push({ perSecond, isHeld })
    const p95 = result.load?.requestsMs['turn']?.p95
    const failed = result.checks
      .filter(({ isMet }) => !isMet)
      .map(({ name, seen }) => `${name}: ${seen}`)
    const why = [...result.trouble, ...failed].join('; ')
    console.log(
      `${perSecond} turns a second for ${seconds} s: p95 ${p95?.toFixed(0) ?? '?'} ms, ${isHeld ? 'held' : `not held: ${why}`}`,
    )
  }
  const highest = highestHeld(steps)
  console.log(`Headroom: ${highest ?? 0} turns a second hold all limits.`)
  return highest !== undefined
}
