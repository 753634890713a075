import type { LedgerTotals } from './ledger/ledger.ts'
import { VIOLATION_KINDS, type Violation, type ViolationKind } from './ledger/violation.ts'

export interface CrashSummary {
  readonly seed: string
  readonly rounds: number
  readonly writerKills: number
  readonly serverKills: number
  readonly totals: LedgerTotals
  readonly violations: readonly RoundViolation[]
  readonly seconds: number
}

export interface RoundViolation extends Violation {
  readonly round: number
  /** What the round did. */
  readonly kill: string
}

const FIRST_SHOWN = 10

function countOf(violations: readonly Violation[], kind: ViolationKind): number {
  return violations.filter((violation) => violation.kind === kind).length
}

export function progressLine(summary: CrashSummary): string {
  const { rounds, writerKills, serverKills, totals, violations, seconds } = summary
  return [
    `round ${rounds}`,
    `${writerKills} writers and ${serverKills} servers killed`,
    `acknowledged: ${totals.puts} puts, ${totals.writes} writes, ${totals.deletions} deletions`,
    `unsure calls ${totals.unsure}`,
    `checked reads ${totals.reads}`,
    `violations ${violations.length}`,
    `${seconds.toFixed(0)} s`,
  ].join(' | ')
}

export function summaryLines(summary: CrashSummary): string[] {
  const { seed, violations } = summary
  const counts = VIOLATION_KINDS.map((kind) => `${kind} ${countOf(violations, kind)}`)
  return [
    ...violations.slice(0, FIRST_SHOWN).map((violation) => violationLine(violation, seed)),
    progressLine(summary),
    counts.join(', '),
  ]
}

function violationLine(violation: RoundViolation, seed: string): string {
  const { kind, round, kill, thread, ns, id, detail } = violation
  return `${kind.toUpperCase()} in round ${round} (--seed ${seed}, ${kill}): ${JSON.stringify({ thread, ns, id })} ${detail}`
}
