import { isBalanced } from './books/book.ts'
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

export function isPassed(result: ScenarioResult): boolean {
  return isHeld(result) && areBooksBalanced(result)
}

/** Each scenario counts as one check, and so does each of its books. */
export function totalsOf(results: readonly ScenarioResult[]): Totals {
  const verdicts = results.flatMap((result) => [isHeld(result), ...result.books.map(isBalanced)])
  const passed = verdicts.filter(Boolean).length
  return { passed, failed: verdicts.length - passed }
}
