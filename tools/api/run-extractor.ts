import { join } from 'node:path'
import {
  Extractor,
  ExtractorConfig,
  ExtractorLogLevel,
  type IConfigFile,
} from '@microsoft/api-extractor'
import { ROOT, type ApiEntry } from './entries.ts'

type Outputs = Partial<Pick<IConfigFile, 'apiReport' | 'docModel' | 'dtsRollup'>>

/** Runs API Extractor over the declarations of an entry. @returns the options it ran with */
export function runExtractor({ types }: ApiEntry, outputs: Outputs): ExtractorConfig {
  const config = ExtractorConfig.prepare({
    configObjectFullPath: undefined,
    packageJsonFullPath: join(ROOT, 'package.json'),
    configObject: {
      projectFolder: ROOT,
      mainEntryPointFilePath: types,
      newlineKind: 'lf',
      compiler: { overrideTsconfig: { compilerOptions: COMPILER_OPTIONS, files: [types] } },
      messages: {
        // there is only one release tag: published
        extractorMessageReporting: { 'ae-missing-release-tag': { logLevel: NONE } },
        tsdocMessageReporting: { default: { logLevel: NONE } },
      },
      ...outputs,
    },
  })
  const { succeeded } = Extractor.invoke(config, {
    localBuild: true,
    messageCallback: (message) => {
      message.handled = message.logLevel !== ExtractorLogLevel.Error
    },
  })
  if (!succeeded) throw new Error(`API Extractor cannot read ${types}`)
  return config
}

const NONE = ExtractorLogLevel.None

/** Settings for the declarations, not the source: API Extractor has its own TypeScript. */
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
