import { isBalanced } from './books/book.ts'
import { hasNoViolation } from './history/judgement.ts'
import type { ScenarioResult } from './scenario-result.ts'

export interface Totals {
  readonly passed: number
  readonly failed: number
}

/** Whether k6's thresholds held, the host met its limits, and nothing broke down. */
export function isHeld({ trouble, checks }: ScenarioResult): boolean {
  return trouble.length === 0 && checks.length > 0 && checks.every(({ isMet }) => isMet)
}

export function areBooksBalanced({ books }: ScenarioResult): boolean {
  return books.length > 0 && books.every(isBalanced)
}

/** Whether the judge found nothing, or had nothing to judge. */
export function isKept({ judgement }: ScenarioResult): boolean {
  return judgement === undefined || hasNoViolation(judgement)
}

export function isPassed(result: ScenarioResult): boolean {
  if (result.isComparison) return result.trouble.length === 0
  return isHeld(result) && areBooksBalanced(result) && isKept(result)
}

/** Each scenario counts as one check, and so do each of its books and its history. */
export function totalsOf(results: readonly ScenarioResult[]): Totals {
  const counting = results.filter(({ isComparison }) => !isComparison)
  const verdicts = counting.flatMap((result) => [
    isHeld(result),
    ...result.books.map(isBalanced),
    ...(result.judgement === undefined ? [] : [hasNoViolation(result.judgement)]),
  ])
  const passed = verdicts.filter(Boolean).length
  return { passed, failed: verdicts.length - passed }
}
