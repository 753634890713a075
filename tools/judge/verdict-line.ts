import type { Counts } from './totals.ts'
import { countsText, type Violation } from './violation.ts'

/** `seed 5 | acknowledged: 10 puts, … | lost 0, doubled 0, torn 0, brought back 0` */
export function verdictLine(
  parts: readonly string[],
  totals: Counts,
  violations: readonly Violation[],
): string {
  const { puts, writes, deletions, reads, unsure } = totals
  return [
    ...parts,
    `acknowledged: ${puts} puts, ${writes} writes, ${deletions} deletions`,
    `unsure calls ${unsure}`,
    `judged reads ${reads}`,
    countsText(violations),
  ].join(' | ')
}

export function violationLine({ kind, thread, ns, id, call, atMs, detail }: Violation): string {
  const where = JSON.stringify({ thread, ns, id })
  return `${kind.toUpperCase()} by call ${call} at ${atMs.toFixed(3)} ms: ${where} ${detail}`
}
