/**
 * Writes dashboards/out: `npm run dashboards`. With `--check` it writes nothing and fails if a file
 * is outdated, missing or superfluous.
 */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { differences, strangers } from './differences.ts'
import { generatedFiles } from './generated-files.ts'

const OUT = join(import.meta.dirname, 'out')

function write(): void {
  const files = generatedFiles()
  for (const path of strangers(OUT, files)) rmSync(join(OUT, path))
  for (const { path, text } of files) {
    mkdirSync(dirname(join(OUT, path)), { recursive: true })
    writeFileSync(join(OUT, path), text)
    console.log(`dashboards/out/${path}`)
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

if (process.argv.includes('--check')) check()
else write()
