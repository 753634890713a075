/**
 * Writes dashboards/out: `npm run dashboards`. With `--check` it writes nothing and fails if a file
 * is outdated, missing or superfluous. `--labels cluster,environment --out folder` writes others,
 * with these labels of your hosts in rules and dashboards, into a folder of yours.
 */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { parseArgs } from 'node:util'
import { keptLabels } from '../src/cli/arguments/kept-labels.ts'
import { differences, strangers } from './differences.ts'
import { generatedFiles } from './generated-files.ts'

const OUT = join(import.meta.dirname, 'out')

const {
  check: isCheck,
  labels,
  out,
} = parseArgs({
  options: {
    check: { type: 'boolean', default: false },
    labels: { type: 'string', default: 'job' },
    out: { type: 'string' },
  },
}).values

function write(folder: string): void {
  const files = generatedFiles(keptLabels(labels))
  if (folder === OUT) for (const path of strangers(OUT, files)) rmSync(join(OUT, path))
  for (const { path, text } of files) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), text)
    console.log(join(folder, path))
  }
}

function check(): void {
  const wrong = differences(OUT, generatedFiles())
  if (wrong.length === 0) return
  console.error(
    `Not as generated: ${wrong.join(', ')}. Run \`npm run dashboards\` and commit dashboards/out.`,
  )
  process.exitCode = 1
}

if (isCheck) check()
else write(out ?? OUT)
