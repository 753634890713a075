/**
 * Writes the code that is made of other files: `npm run generate`. With `--check` it writes nothing
 * and fails when one differs.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { generatedSources } from './generate/generated-sources.ts'
import { plansSource } from './generate/plans-module.ts'

const ROOT = join(import.meta.dirname, '..')
const isCheck = process.argv.includes('--check')

for (const { path, text } of [...generatedSources(ROOT), await plansSource(ROOT)]) {
  const file = join(ROOT, path)
  if (existsSync(file) && readFileSync(file, 'utf8') === text) continue
  if (isCheck) {
    console.error(`${path} differs from its sources: npm run generate`)
    process.exitCode = 1
  } else {
    writeFileSync(file, text)
    console.log(`${path} is up to date again`)
  }
}
