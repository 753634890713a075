/**
 * Runs every test on this Node, then what touches the engine and the telemetry on a newer one, and ends with the line `N passed, N failed`.
 * The total is over all runs.
 */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { newerNode } from './newer-node.ts'
import { newerTelemetryLine } from './telemetry-newer-line.ts'
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
    { title: `everything on Node ${process.versions.node}`, node: process.execPath, only: [] },
    {
      title: 'engine, saver and validation suite on a newer Node, with its own SQLite',
      node: newerNode(),
      only: [
        '--project=unit',
        '--project=conformance',
        'test/local/',
        'test/saver/',
        'test/conformance/in-process',
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
  const totals = readTotals(reportPath, status ?? 1)
  console.log(
    `== ${title}: ${totals.passed} passed, ${totals.failed} failed, ${totals.skipped} skipped`,
  )
  return totals
}

function main(): void {
  const reports = mkdtempSync(join(tmpdir(), 'test-reports-'))
  try {
    const all = plannedRuns().map((run, index) => runOne(run, join(reports, `${index}.json`)))
    const total = all.reduce(addTotals, NO_TESTS)
    process.exitCode = total.failed === 0 ? 0 : 1
    console.log(`\n${total.passed} passed, ${total.failed} failed`)
  } finally {
    rmSync(reports, { recursive: true, force: true })
  }
}

main()
