/**
 * The one script of k6, for 1.x and 2.x. Environment: TARGET_URL, TARGET_URL_2 for a second host on the same Kusto, SCENARIO,
 * DURATION_SECONDS, SUMMARY_FILE, RUN_ID, SEED.
 */
import { scenarioNamed } from '../scenarios.ts'
import { optionsFor } from './plan.ts'
import type { Options } from 'k6/options'

export { turn } from './turn.ts'
export { write } from './write.ts'

const scenario = scenarioNamed(__ENV['SCENARIO'])

export const options: Options = optionsFor(
  scenario,
  Number(__ENV['DURATION_SECONDS'] ?? scenario.seconds),
)

/** All that k6 knows goes to the file; what people read is made of it by the runner. */
export function handleSummary(summary: unknown): Record<string, string> {
  const file = __ENV['SUMMARY_FILE']
  return file === undefined ? {} : { [file]: JSON.stringify(summary) }
}
