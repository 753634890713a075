import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { Extractor, ExtractorConfig, ExtractorLogLevel } from '@microsoft/api-extractor'
import { ApiModel, type ApiPackage } from '@microsoft/api-extractor-model'
import { ROOT, type ApiEntry } from './entries.ts'

export interface ExtractedApi {
  readonly entry: ApiEntry
  /** The public surface as declarations, for diffs. */
  readonly report: string
  /** The same with its docstrings, for the reference. */
  readonly model: ApiPackage
}

/** Reads the built declarations of an entry: `npm run build` first. */
export function extractApi(entry: ApiEntry): ExtractedApi {
  // below the root: API Extractor looks for the package of what it writes
  const folder = mkdtempSync(join(ROOT, 'node_modules', '.api-'))
  try {
    const config = extractorConfig(entry, folder)
    const { succeeded } = Extractor.invoke(config, {
      localBuild: true,
      messageCallback: (message) => {
        message.handled = message.logLevel !== ExtractorLogLevel.Error
      },
    })
    if (!succeeded) throw new Error(`API Extractor cannot read ${entry.types}`)
    return {
      entry,
      report: readFileSync(config.reportFilePath, 'utf8').replaceAll('\r\n', '\n'),
      model: new ApiModel().loadPackage(config.apiJsonFilePath),
    }
  } finally {
    rmSync(folder, { recursive: true })
  }
}

function extractorConfig({ types, name }: ApiEntry, folder: string): ExtractorConfig {
  return ExtractorConfig.prepare({
    configObjectFullPath: undefined,
    packageJsonFullPath: join(ROOT, 'package.json'),
    configObject: {
      projectFolder: ROOT,
      mainEntryPointFilePath: types,
      newlineKind: 'lf',
      compiler: { overrideTsconfig: { compilerOptions: COMPILER_OPTIONS, files: [types] } },
      apiReport: {
        enabled: true,
        reportFolder: folder,
        reportTempFolder: folder,
        reportFileName: `${name}.api.md`,
      },
      docModel: {
        enabled: true,
        apiJsonFilePath: join(folder, `${name}.api.json`),
        includeForgottenExports: true,
      },
      messages: {
        // there is one release tag only: published
        extractorMessageReporting: { 'ae-missing-release-tag': { logLevel: NONE } },
        tsdocMessageReporting: { default: { logLevel: NONE } },
      },
    },
  })
}

const NONE = ExtractorLogLevel.None

/** Of the declarations, not of the source: API Extractor has a TypeScript of its own. */
const COMPILER_OPTIONS = {
  target: 'es2023',
  module: 'nodenext',
  moduleResolution: 'nodenext',
  lib: ['es2023', 'esnext.disposable'],
  types: ['node'],
  strict: true,
  skipLibCheck: true,
  allowImportingTsExtensions: true,
  noEmit: true,
}
