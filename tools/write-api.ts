/**
 * Writes the API reports (`api/*.api.md`) and the reference made from docstrings: `npm run build`,
 * then `npm run api`. With `--check` it writes nothing and fails when one differs. It fails in both
 * cases when a published name has no docstring.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { apiEntries, ROOT } from './api/entries.ts'
import { extractApi } from './api/extract-api.ts'
import { referencePage } from './api/reference-page.ts'
import { documentationOf } from './api/undocumented.ts'

const isCheck = process.argv.includes('--check')
const apis = apiEntries().map(extractApi)
const files = [
  ...apis.map(({ entry, report }) => [`api/${entry.name}.api.md`, report] as const),
  ['docs/reference/api.md', referencePage(apis)] as const,
]

for (const [name, text] of files) {
  const path = join(ROOT, name)
  if (existsSync(path) && readFileSync(path, 'utf8') === text) continue
  if (isCheck) {
    console.log(`${name} differs from the code: npm run build && npm run api`)
    process.exitCode = 1
  } else {
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, text)
    console.log(`${name} is up to date again`)
  }
}

const documentation = apis.map(documentationOf)
const missing = documentation.flatMap((each) => each.missing)
const total = documentation.reduce((sum, each) => sum + each.total, 0)
console.log(`${total - missing.length} of ${total} published names and members are documented`)
for (const name of missing) console.log(`without a docstring: ${name}`)
if (missing.length > 0) process.exitCode = 1
