import { readFileSync } from 'node:fs'
import { join } from 'node:path'

export const ROOT: string = join(import.meta.dirname, '..', '..')

/** What people import. */
export interface ApiEntry {
  /** `langgraph-checkpoint-kusto/local`. */
  readonly specifier: string
  /** Name of its report: `local`. */
  readonly name: string
  /** Its built declarations. */
  readonly types: string
}

interface Manifest {
  readonly name: string
  readonly exports: Readonly<Record<string, string>>
}

/** Every entry that package.json publishes, except package.json itself. */
export function apiEntries(): ApiEntry[] {
  const manifest: Manifest = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'))
  return Object.entries(manifest.exports)
    .filter(([, path]) => path.endsWith('.js'))
    .map(([key, path]) => ({
      specifier: manifest.name + key.slice(1),
      name: key === '.' ? 'index' : key.slice(2),
      types: join(ROOT, path.replace(/\.js$/, '.d.ts')),
    }))
}
