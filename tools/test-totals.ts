import { existsSync, readFileSync } from 'node:fs'
import { relative } from 'node:path'

export interface TestTotals {
  readonly passed: number
  readonly failed: number
  readonly skipped: number
  /**
   * What failed and why, in a few lines each, repeated at the end, because readers of a long log
   * begin there.
   */
  readonly failures: readonly string[]
}

export const NO_TESTS: TestTotals = { passed: 0, failed: 0, skipped: 0, failures: [] }

export function addTotals(a: TestTotals, b: TestTotals): TestTotals {
  return {
    passed: a.passed + b.passed,
    failed: a.failed + b.failed,
    skipped: a.skipped + b.skipped,
    failures: [...a.failures, ...b.failures],
  }
}

/**
 * The report of vitest's JSON reporter. A run that broke without a failed test (a file that does
 * not load, an error outside of tests, no report at all) counts as one failure, so that it never
 * looks green.
 */
export function readTotals(reportPath: string, exitCode: number): TestTotals {
  const totals = existsSync(reportPath)
    ? countTests(JSON.parse(readFileSync(reportPath, 'utf8')))
    : NO_TESTS
  const isBroken = totals.failed === 0 && (exitCode !== 0 || totals.passed === 0)
  return isBroken ? brokenRun(totals, exitCode) : totals
}

/** A run that failed without a failed test. */
export function brokenRun(totals: TestTotals, exitCode: number): TestTotals {
  const failure = `The run ended with exit code ${exitCode} after ${totals.passed} passed tests and no failed one.`
  return { ...totals, failed: 1, failures: [failure] }
}

function countTests(report: unknown): TestTotals {
  const files = arrayIn(report, 'testResults')
  const perFile = files.map((file) => {
    const results = arrayIn(file, 'assertionResults')
    const statuses = results.map((result) => fieldOf(result, 'status'))
    const count = (...wanted: string[]): number =>
      statuses.filter((status) => typeof status === 'string' && wanted.includes(status)).length
    const failed = count('failed')
    const didNotLoad = failed === 0 && fieldOf(file, 'status') === 'failed'
    return {
      passed: count('passed'),
      failed: didNotLoad ? 1 : failed,
      skipped: count('skipped', 'pending', 'todo', 'disabled'),
      failures: didNotLoad
        ? [failureText(fieldOf(file, 'name'), 'did not load', [fieldOf(file, 'message')])]
        : results
            .filter((result) => fieldOf(result, 'status') === 'failed')
            .map((result) =>
              failureText(
                fieldOf(file, 'name'),
                fieldOf(result, 'fullName'),
                arrayIn(result, 'failureMessages'),
              ),
            ),
    }
  })
  return perFile.reduce(addTotals, NO_TESTS)
}

const MAX_LINES_OF_FAILURE = 12

function failureText(file: unknown, test: unknown, messages: readonly unknown[]): string {
  const lines = messages
    .map(String)
    .join('\n')
    .split('\n')
    .filter((line) => line.trim() !== '')
  return [
    `${relative(process.cwd(), String(file))} > ${String(test)}`,
    ...lines.slice(0, MAX_LINES_OF_FAILURE).map((line) => `    ${line}`),
  ].join('\n')
}

function arrayIn(value: unknown, key: string): readonly unknown[] {
  const found = fieldOf(value, key)
  return Array.isArray(found) ? found : []
}

function fieldOf(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined
}
