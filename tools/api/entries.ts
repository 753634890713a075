import { join } from 'node:path'
import { COMPILED, PUBLISHED_ENTRIES, ROOT } from '../build/entries.ts'

export { ROOT }

/** A published entry point. */
export interface ApiEntry {
  /** `langgraph-checkpoint-kusto/local`. */
  readonly specifier: string
  /** Name of its report: `local`. */
  readonly name: string
  /** Its declarations, written by tsc in `npm run build`. */
  readonly types: string
}

/** Every entry that the package publishes. */
export function apiEntries(): ApiEntry[] {
  return PUBLISHED_ENTRIES.map(({ key, name, source }) => ({
    specifier: `langgraph-checkpoint-kusto${key.slice(1)}`,
    name,
    types: join(COMPILED, `${source}.d.ts`),
  }))
}
