import { prometheusTools } from '../test/suites/dashboards/prometheus-tools.ts'
import { postgresBinaries } from '../test/support/postgres-binaries.ts'
import { findK6, NoK6 } from '../load/runner/programs/find-k6.ts'

/** The announcement of `make test`: how long it takes, and what it skips on this machine. */
export function testPlan(): string {
  const lines = [...missingPrograms(), ...ALWAYS_SKIPPED].map((line) => `  - ${line}`)
  return [
    'This takes 20 to 40 minutes on 2 cores; `make test-quick` takes less than 3. Skipped here:',
    ...lines,
  ].join('\n')
}

const ALWAYS_SKIPPED = [
  'long runs: npm run crash, npm run soak, npm run fuzz, make load',
  'projects with packages of their own (bundlers, Next.js, jest): npm run consumers',
  'a real cluster: make conformance with KUSTO_URL',
  'formatting, lint, types and the shape of the package: make check',
]

function missingPrograms(): string[] {
  return [
    ...(postgresBinaries() === undefined
      ? ['comparisons with PostgresSaver: PostgreSQL is not installed']
      : []),
    ...(prometheusTools() === undefined
      ? ['dashboards and alerts on a real Prometheus: Prometheus is not installed']
      : []),
    ...(hasK6() ? [] : ['the load suite: k6 is not installed']),
  ]
}

function hasK6(): boolean {
  try {
    findK6(process.env['K6'], process.env)
    return true
  } catch (error) {
    if (error instanceof NoK6) return false
    throw error
  }
}
