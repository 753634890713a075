/**
 * Runs every test on this Node, then the tests of engine and telemetry on a newer one, then the
 * load suite for a few seconds per scenario, alone so that nothing disturbs it. Ends with the line
 * `N passed, N failed`, totalled over all runs.
 */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { runLoadSmoke } from './load-smoke.ts'
import { newerNode } from './newer-node.ts'
import { newerTelemetryLine } from './telemetry-newer-line.ts'
import { testPlan } from './test-plan.ts'
import { addTotals, NO_TESTS, readTotals, type TestTotals } from './test-totals.ts'

interface TestRun {
  readonly title: string
  readonly node: string
  /** Arguments after `vitest run`. */
  readonly only: readonly string[]
}

const ROOT = join(import.meta.dirname, '..')
const VITEST = join(ROOT, 'node_modules', 'vitest', 'vitest.mjs')

function plannedRuns(): TestRun[] {
  return [
    {
      title: `everything on Node ${process.versions.node}`,
      node: process.execPath,
      only: [],
    },
    {
      title: 'engine, saver and validation suite on a newer Node, with its own SQLite',
      node: newerNode(),
      only: [
        '--project=unit',
        '--project=conformance',
        'test/unit/local/',
        'test/unit/saver/',
        'test/suites/conformance/in-process',
      ],
    },
    {
      title: "telemetry on the newer line of OpenTelemetry's SDK",
      node: newerNode(),
      only: newerTelemetryLine(),
    },
  ]
}

function runOne({ title, node, only }: TestRun, reportPath: string): TestTotals {
  console.log(`\n== ${title}`)
  const { status } = spawnSync(
    node,
    [
      VITEST,
      'run',
      ...only,
      '--reporter=default',
      '--reporter=json',
      `--outputFile.json=${reportPath}`,
    ],
    { cwd: ROOT, stdio: 'inherit' },
  )
  return printed(title, readTotals(reportPath, status ?? 1))
}

function runLoad(outFolder: string): TestTotals {
  const title = 'load suite, smoke'
  console.log(`\n== ${title}`)
  return printed(title, runLoadSmoke(outFolder))
}

function printed(title: string, totals: TestTotals): TestTotals {
  const { passed, failed, skipped } = totals
  console.log(`== ${title}: ${passed} passed, ${failed} failed, ${skipped} skipped`)
  return totals
}

function main(): void {
  console.log(testPlan())
  const reports = mkdtempSync(join(tmpdir(), 'test-reports-'))
  try {
    const all = plannedRuns().map((run, index) => runOne(run, join(reports, `${index}.json`)))
    const total = [...all, runLoad(join(reports, 'load'))].reduce(addTotals, NO_TESTS)
    process.exitCode = total.failed === 0 ? 0 : 1
    for (const failure of total.failures) console.log(`\nFAILED ${failure}`)
    console.log(`\n${total.passed} passed, ${total.failed} failed`)
  } finally {
    rmSync(reports, { recursive: true, force: true })
  }
}

main()
