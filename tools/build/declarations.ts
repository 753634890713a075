import { copyFileSync } from 'node:fs'
import { join } from 'node:path'
import { apiEntries } from '../api/entries.ts'
import { runExtractor } from '../api/run-extractor.ts'
import { DIST } from './entries.ts'

/**
 * The types of every entry in a file of their own, which imports nothing beside it. So the same
 * text describes both forms: `.d.ts` for `import`, `.d.cts` for `require`, where its imports mean
 * the CommonJS types of LangGraph.
 */
export function writeDeclarations(): void {
  for (const entry of apiEntries()) {
    const file = join(DIST, `${entry.name}.d.ts`)
    runExtractor(entry, { dtsRollup: { enabled: true, untrimmedFilePath: file } })
    copyFileSync(file, join(DIST, `${entry.name}.d.cts`))
  }
}
