import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { LoadOptions } from '../cli-options.ts'
import type { Machine } from '../machine.ts'
import type { ScenarioResult } from '../scenario-result.ts'
import { isPassed, totalsOf } from '../verdict.ts'

export interface RunReport {
  readonly machine: Machine
  readonly results: readonly ScenarioResult[]
  readonly options: LoadOptions
}

export async function writeReports(report: RunReport): Promise<void> {
  const { outFolder } = report.options
  await writeFile(
    join(outFolder, 'summary.json'),
    `${JSON.stringify(summaryOf(report), undefined, 2)}\n`,
  )
}

function summaryOf({ machine, results }: RunReport): unknown {
  return {
    passed: results.every(isPassed),
    totals: totalsOf(results),
    machine,
    scenarios: results.map((result) => ({ passed: isPassed(result), ...result })),
  }
}
