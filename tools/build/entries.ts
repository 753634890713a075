import { join } from 'node:path'

export const ROOT: string = join(import.meta.dirname, '..', '..')

/** A published entry point: a module of `src`, bundled in both forms, with its types. */
export interface PublishedEntry {
  /** As in the `exports` of package.json: `./local`. */
  readonly key: string
  /** Its files in `dist`, and its API report: `local`. */
  readonly name: string
  /** Path below `src`, without extension. */
  readonly source: string
}

export const PUBLISHED_ENTRIES: readonly PublishedEntry[] = [
  { key: '.', name: 'index', source: 'index' },
  { key: './local', name: 'local', source: 'local/index' },
  { key: './encryption', name: 'encryption', source: 'encryption/aes-gcm-encryption' },
  { key: './telemetry', name: 'telemetry', source: 'telemetry/sdk/start-telemetry' },
]

/** The command: nobody imports it, so it has one form and no types. */
export const CLI = { name: 'cli', source: 'cli/main' } as const

/** Folder of the single modules from tsc, from which types are rolled up and which profiles run. */
export const COMPILED: string = join(ROOT, '.tools', 'compiled')

export const DIST: string = join(ROOT, 'dist')
