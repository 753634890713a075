import { existsSync, readFileSync } from 'node:fs'

export interface TestTotals {
  readonly passed: number
  readonly failed: number
  readonly skipped: number
}

export const NO_TESTS: TestTotals = { passed: 0, failed: 0, skipped: 0 }

export function addTotals(a: TestTotals, b: TestTotals): TestTotals {
  return {
    passed: a.passed + b.passed,
    failed: a.failed + b.failed,
    skipped: a.skipped + b.skipped,
  }
}

/**
 * What vitest's JSON reporter wrote. A run that broke without a failed test (a file that does not load, an error outside of
 * tests, no report at all) counts as one failure: it must never look green.
 */
export function readTotals(reportPath: string, exitCode: number): TestTotals {
  const totals = existsSync(reportPath)
    ? countTests(JSON.parse(readFileSync(reportPath, 'utf8')))
    : NO_TESTS
  const isBroken = totals.failed === 0 && (exitCode !== 0 || totals.passed === 0)
  return isBroken ? { ...totals, failed: 1 } : totals
}

function countTests(report: unknown): TestTotals {
  const files = arrayIn(report, 'testResults')
  const perFile = files.map((file) => {
    const statuses = arrayIn(file, 'assertionResults').map((result) => fieldOf(result, 'status'))
    const count = (...wanted: string[]): number =>
      statuses.filter((status) => typeof status === 'string' && wanted.includes(status)).length
    const failed = count('failed')
    const didNotLoad = failed === 0 && fieldOf(file, 'status') === 'failed'
    return {
      passed: count('passed'),
      failed: didNotLoad ? 1 : failed,
      skipped: count('skipped', 'pending', 'todo', 'disabled'),
    }
  })
  return perFile.reduce(addTotals, NO_TESTS)
}

function arrayIn(value: unknown, key: string): readonly unknown[] {
  const found = fieldOf(value, key)
  return Array.isArray(found) ? found : []
}

function fieldOf(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined
}
