/**
 * Updates the generated parts of the documents: `npm run docs`. A test fails if one differs from
 * the code.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DOCUMENTS } from './docs/documents.ts'
import { withGeneratedParts } from './docs/generated-parts.ts'

for (const name of DOCUMENTS) {
  const path = join(import.meta.dirname, '..', name)
  const before = readFileSync(path, 'utf8')
  const after = withGeneratedParts(before)
  if (after === before) continue
  writeFileSync(path, after)
  console.log(`${name} is up to date again`)
}
