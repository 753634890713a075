/**
 * A verdict in under 3 minutes on 2 cores: types, lint, and the unit tests that start no process
 * and wait for nothing. Ends with the line `N passed, N failed`. `make test` runs everything.
 */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { NO_TESTS, addTotals, readTotals, type TestTotals } from './test-totals.ts'

const ROOT = join(import.meta.dirname, '..')

/** Parts of paths below `test/`. */
const FAST = [
  '/health/',
  '/ingest/',
  '/kusto/',
  '/local/commands/',
  '/local/faults/',
  '/local/functions/',
  '/local/ingestion/',
  '/local/kql/',
  '/local/views/',
  '/overlay/',
  '/provision/',
  '/saver/',
  '/store/',
]

/** Files among them that take longer than all others together. */
const SLOW = ['**/saver/grown-values.test.ts', '**/health/trouble.test.ts']

function runNpm(script: string): TestTotals {
  console.log(`== ${script}`)
  const { status } = spawnSync('npm', ['run', '--silent', script], {
    cwd: ROOT,
    stdio: 'inherit',
    shell: process.platform === 'win32',
  })
  return status === 0
    ? { ...NO_TESTS, passed: 1 }
    : { ...NO_TESTS, failed: 1, failures: [`npm run ${script}`] }
}

function runUnitTests(reportPath: string): TestTotals {
  console.log('== fast unit tests')
  const vitest = join(ROOT, 'node_modules', 'vitest', 'vitest.mjs')
  const { status } = spawnSync(
    process.execPath,
    [
      vitest,
      'run',
      '--project=unit',
      '--maxWorkers=2',
      ...SLOW.map((pattern) => `--exclude=${pattern}`),
      ...FAST,
      '--reporter=dot',
      '--reporter=json',
      `--outputFile.json=${reportPath}`,
    ],
    { cwd: ROOT, stdio: 'inherit' },
  )
  return readTotals(reportPath, status ?? 1)
}

function main(): void {
  const startedAtMs = Date.now()
  console.log('Less than 3 minutes: types, lint and fast unit tests. `make test` runs the rest.')
  const reports = mkdtempSync(join(tmpdir(), 'quick-tests-'))
  try {
    const parts = [runNpm('typecheck'), runNpm('lint'), runUnitTests(join(reports, 'unit.json'))]
    const total = parts.reduce(addTotals, NO_TESTS)
    process.exitCode = total.failed === 0 ? 0 : 1
    for (const failure of total.failures) console.log(`\nFAILED ${failure}`)
    console.log(`\n${Math.round((Date.now() - startedAtMs) / 1000)} s`)
    console.log(`${total.passed} passed, ${total.failed} failed`)
  } finally {
    rmSync(reports, { recursive: true, force: true })
  }
}

main()
