import { copyFileSync } from 'node:fs'
import { join } from 'node:path'
import { apiEntries } from '../api/entries.ts'
import { runExtractor } from '../api/run-extractor.ts'
import { DIST } from './entries.ts'

/**
 * Writes the types of every entry into a separate file, which imports no other file of the package.
 * So the same text describes both forms: `.d.ts` for `import`, `.d.cts` for `require`, where its
 * imports mean the CommonJS types of LangGraph.
 */
export function writeDeclarations(): void {
  for (const entry of apiEntries()) {
    const file = join(DIST, `${entry.name}.d.ts`)
    runExtractor(entry, { dtsRollup: { enabled: true, untrimmedFilePath: file } })
    copyFileSync(file, join(DIST, `${entry.name}.d.cts`))
  }
}
