import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { ApiModel, type ApiPackage } from '@microsoft/api-extractor-model'
import { ROOT, type ApiEntry } from './entries.ts'
import { runExtractor } from './run-extractor.ts'

export interface ExtractedApi {
  readonly entry: ApiEntry
  /** The public surface as declarations, for diffs. */
  readonly report: string
  /** The declarations with docstrings, for the reference. */
  readonly model: ApiPackage
}

/** Reads the built declarations of an entry: `npm run build` first. */
export function extractApi(entry: ApiEntry): ExtractedApi {
  // below the root, because API Extractor looks for the package of the files that it writes
  const folder = mkdtempSync(join(ROOT, 'node_modules', '.api-'))
  try {
    const config = runExtractor(entry, {
      apiReport: {
        enabled: true,
        reportFolder: folder,
        reportTempFolder: folder,
        reportFileName: `${entry.name}.api.md`,
      },
      docModel: {
        enabled: true,
        apiJsonFilePath: join(folder, `${entry.name}.api.json`),
        includeForgottenExports: true,
      },
    })
    return {
      entry,
      report: readFileSync(config.reportFilePath, 'utf8').replaceAll('\r\n', '\n'),
      model: new ApiModel().loadPackage(config.apiJsonFilePath),
    }
  } finally {
    rmSync(folder, { recursive: true })
  }
}
