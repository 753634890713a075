/**
 * The one script of k6, for 1.x and 2.x. Environment: TARGET_URL, TARGET_URL_2 for a second host on
 * the same Kusto, SCENARIO, DURATION_SECONDS, SUMMARY_FILE, RUN_ID, SEED, WARM_UP_TURNS, SMOKE=true
 * for a run that is about being broken and not about being slow.
 */
import { scenarioNamed } from '../scenarios.ts'
import { asSmoke } from '../smoke.ts'
import { seedThreads, type SeededThread } from './history.ts'
import { optionsFor } from './plan.ts'
import { warmUp } from './warm-up.ts'
import type { Options } from 'k6/options'

export { chat } from './chat.ts'
export { fork, page, walk } from './history.ts'
export { large } from './large.ts'
export { resume } from './resume.ts'
export { turn } from './turn.ts'
export { write } from './write.ts'

const asked = scenarioNamed(__ENV['SCENARIO'])
const scenario = __ENV['SMOKE'] === 'true' ? asSmoke(asked) : asked

export const options: Options = optionsFor(
  scenario,
  Number(__ENV['DURATION_SECONDS'] ?? scenario.seconds),
)

/** What each function is given: the threads of `history`, nothing for the other scenarios. */
export function setup(): SeededThread[] {
  warmUp()
  return scenario.name === 'history' ? seedThreads() : []
}

/** All that k6 knows goes to the file; what people read is made of it by the runner. */
export function handleSummary(summary: unknown): Record<string, string> {
  const file = __ENV['SUMMARY_FILE']
  return file === undefined ? {} : { [file]: JSON.stringify(summary) }
}
