/**
 * The one script of k6, for 1.x and 2.x. Environment: TARGET_URL, TARGET_URL_2 for a second host on
 * the same Kusto, SCENARIO, PER_SECOND for another rate, DURATION_SECONDS, SUMMARY_FILE, RUN_ID,
 * SEED, WARM_UP_TURNS, SMOKE=true for a run that checks for breakage, not speed.
 */
import { atRate, scenarioNamed } from '../scenarios.ts'
import { asSmoke } from '../smoke.ts'
import { seedThreads, type SeededThread } from './history.ts'
import { seedOwn } from './own.ts'
import { optionsFor } from './plan.ts'
import { warmUp } from './warm-up.ts'
import type { Options } from 'k6/options'

export { chat } from './chat.ts'
export { fork, page, walk } from './history.ts'
export { large } from './large.ts'
export { own } from './own.ts'
export { resume } from './resume.ts'
export { turn } from './turn.ts'
export { write } from './write.ts'

const named = scenarioNamed(__ENV['SCENARIO'])
const perSecond = __ENV['PER_SECOND']
const asked = perSecond === undefined ? named : atRate(named, Number(perSecond))
const scenario = __ENV['SMOKE'] === 'true' ? asSmoke(asked) : asked

export const options: Options = optionsFor(
  scenario,
  Number(__ENV['DURATION_SECONDS'] ?? scenario.seconds),
)

/** The argument of each function: the threads of `history`, nothing for other scenarios. */
export function setup(): SeededThread[] {
  warmUp()
  if (scenario.name === 'outage')
    for (const { virtualUsers } of scenario.arrivals) seedOwn(virtualUsers)
  return scenario.name === 'history' ? seedThreads() : []
}

/** Writes all of k6's results to the file, from which the runner makes the reports. */
export function handleSummary(summary: unknown): Record<string, string> {
  const file = __ENV['SUMMARY_FILE']
  return file === undefined ? {} : { [file]: JSON.stringify(summary) }
}
