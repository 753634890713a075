import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { LoadOptions } from '../cli-options.ts'
import type { Machine } from '../machine.ts'
import type { ScenarioResult } from '../scenario-result.ts'
import { isPassed, totalsOf } from '../verdict.ts'
import { recordResults } from './recorded-results.ts'
import { reportPage } from './report-page.ts'

export interface RunReport {
  readonly machine: Machine
  readonly results: readonly ScenarioResult[]
  readonly options: LoadOptions
}

export async function writeReports({ machine, results, options }: RunReport): Promise<void> {
  const { outFolder, isSmoke, isRecorded } = options
  const summary = {
    passed: results.every(isPassed),
    totals: totalsOf(results),
    machine,
    scenarios: results.map(withoutCharts),
  }
  await writeFile(join(outFolder, 'summary.json'), `${JSON.stringify(summary, undefined, 2)}\n`)
  await writeFile(join(outFolder, 'report.html'), reportPage({ machine, results, isSmoke }))
  if (isRecorded) await recordResults(machine, results)
}

function withoutCharts(result: ScenarioResult): unknown {
  const { charts: _charts, ...rest } = result
  return { hasPassed: isPassed(result), ...rest }
}
