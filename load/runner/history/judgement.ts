import { readHistoryFile } from '../../../tools/judge/history-file.ts'
import { judgeStream } from '../../../tools/judge/judge.ts'
import { violationLine } from '../../../tools/judge/verdict-line.ts'
import { countsByKind, countsText, type ViolationKind } from '../../../tools/judge/violation.ts'
import type { RunHistory } from './run-history.ts'

/** What the judge says about the history of a scenario. */
export interface Judgement extends RunHistory {
  readonly counts: Readonly<Record<ViolationKind, number>>
  /** `lost 0, doubled 0, torn 0, brought back 0`, and other kinds where there are any. */
  readonly verdict: string
  /** Calls of the saver whose answers were judged. */
  readonly reads: number
  /** The first ones, a line each. */
  readonly violations: readonly string[]
}

const FIRST_SHOWN = 20

export async function judged(history: RunHistory): Promise<Judgement> {
  const judge = await judgeStream(readHistoryFile(history.file))
  const violations = judge.judge()
  return {
    ...history,
    counts: countsByKind(violations),
    verdict: countsText(violations),
    reads: judge.totals.reads,
    violations: violations.slice(0, FIRST_SHOWN).map(violationLine),
  }
}

export function hasNoViolation({ counts }: Judgement): boolean {
  return Object.values(counts).every((count) => count === 0)
}

/** How much of the run the verdict rests on. */
export function coverageText({ reads, threads, threadsReadBack }: Judgement): string {
  return `${reads} answers judged, ${threadsReadBack} of ${threads} threads read back`
}
