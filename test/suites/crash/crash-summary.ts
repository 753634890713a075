import type { Totals } from '../../../tools/judge/totals.ts'
import { verdictLine, violationLine } from '../../../tools/judge/verdict-line.ts'
import type { Violation } from '../../../tools/judge/violation.ts'

export interface CrashSummary {
  readonly seed: string
  readonly rounds: number
  readonly writerKills: number
  readonly serverKills: number
  readonly totals: Totals
  readonly violations: readonly RoundViolation[]
  readonly seconds: number
  /** Of spooled writers: how often each step was the last one. */
  readonly steps?: readonly string[]
}

export interface RoundViolation extends Violation {
  readonly round: number
  /** The events of a round. */
  readonly kill: string
}

const FIRST_SHOWN = 10

export function progressLine(summary: CrashSummary): string {
  const { seed, rounds, writerKills, serverKills, totals, violations, seconds } = summary
  const kills = `${writerKills} writers and ${serverKills} servers killed`
  const parts = [`rounds ${rounds}`, `seed ${seed}`, `${seconds.toFixed(0)} s`, kills]
  return verdictLine(parts, totals, violations)
}

export function summaryLines(summary: CrashSummary): string[] {
  const shown = summary.violations.slice(0, FIRST_SHOWN)
  return [
    ...shown.map((each) => `round ${each.round} (${each.kill}): ${violationLine(each)}`),
    ...(summary.steps ?? []),
    progressLine(summary),
  ]
}
