/**
 * Prints how the project is built (sizes, circles, arrows, documented names, long lines) and fails
 * when it breaks its own rules. `--write` puts the table of layers into ARCHITECTURE.md first.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { structureReport } from './structure/report.ts'
import { withLayersTable } from './structure/layers-table.ts'

const ROOT = process.argv.find((arg) => arg.startsWith('--root='))?.slice('--root='.length) ?? '.'

if (process.argv.includes('--write')) {
  const path = join(ROOT, 'ARCHITECTURE.md')
  const text = readFileSync(path, 'utf8')
  writeFileSync(path, withLayersTable(text) ?? text)
}

const { lines, faults } = structureReport(ROOT)
for (const line of lines) console.log(line)
for (const fault of faults) console.error(fault)
if (faults.length > 0) {
  console.error(`${faults.length} faults`)
  process.exitCode = 1
}
