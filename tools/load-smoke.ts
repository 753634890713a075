import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { findK6, NoK6 } from '../load/runner/programs/find-k6.ts'
import { newerNode } from './newer-node.ts'
import { brokenRun, NO_TESTS, type TestTotals } from './test-totals.ts'

const ROOT = join(import.meta.dirname, '..')

/**
 * Runs the load suite for a few seconds per scenario; each scenario, each of its books and its
 * history is one test. Without k6 it is skipped, or fails if CI=true, because CI installs k6 and
 * must not skip it silently.
 */
export function runLoadSmoke(outFolder: string): TestTotals {
  const missing = missingK6()
  if (missing !== undefined) {
    console.log(missing)
    return process.env['CI'] === 'true'
      ? { ...NO_TESTS, failed: 1, failures: [missing] }
      : { ...NO_TESTS, skipped: 1 }
  }
  const runner = join(ROOT, 'load', 'runner', 'main.ts')
  const { status } = spawnSync(
    process.execPath,
    [
      '--import',
      import.meta.resolve('tsx'),
      runner,
      '--smoke',
      '--node',
      newerNode(),
      '--out',
      outFolder,
    ],
    // a database given to the tests must not be used for load
    {
      cwd: ROOT,
      stdio: 'inherit',
      env: { ...process.env, KUSTO_URL: '', KUSTO_DATABASE: undefined },
    },
  )
  return readLoadTotals(join(outFolder, 'summary.json'), status ?? 1)
}

/**
 * The load runner's summary. A run that broke off without a failed check, or without any check,
 * counts as one failure.
 */
export function readLoadTotals(summaryPath: string, exitCode: number): TestTotals {
  const summary: unknown = existsSync(summaryPath)
    ? JSON.parse(readFileSync(summaryPath, 'utf8'))
    : undefined
  const totals = { ...NO_TESTS, passed: count(summary, 'passed'), failed: count(summary, 'failed') }
  const isBroken = totals.failed === 0 && (exitCode !== 0 || totals.passed === 0)
  return isBroken ? brokenRun(totals, exitCode) : totals
}

function missingK6(): string | undefined {
  try {
    findK6(process.env['K6'], process.env)
    return undefined
  } catch (error) {
    if (error instanceof NoK6) return `The load suite is left out: ${error.message}`
    throw error
  }
}

function count(summary: unknown, key: string): number {
  const found = fieldOf(fieldOf(summary, 'totals'), key)
  return typeof found === 'number' ? found : 0
}

function fieldOf(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined
}
