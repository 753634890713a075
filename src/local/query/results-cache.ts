import type { EngineQuery, QueryOutcome } from '../engine/engine.ts'

interface Entry {
  readonly outcome: QueryOutcome
  readonly startedAtMs: number
}

/** A cluster keeps 1 GB of answers (query-results-cache.md). */
const MAX_ENTRIES = 10_000

/** Answers of queries, to be given again to the same query (query-results-cache.md). */
export class ResultsCache {
  readonly #entries = new Map<string, Entry>()
  #given = 0

  /** Answers given since the engine was opened. */
  get given(): number {
    return this.#given
  }

  find(key: string, youngerThanMs: number): QueryOutcome | undefined {
    const entry = this.#entries.get(key)
    if (entry === undefined || entry.startedAtMs <= youngerThanMs) return undefined
    this.#given += 1
    return entry.outcome
  }

  keep(key: string, outcome: QueryOutcome, startedAtMs: number): void {
    if (outcome.partialFailure !== undefined) return
    this.#entries.delete(key)
    this.#entries.set(key, { outcome, startedAtMs })
    if (this.#entries.size <= MAX_ENTRIES) return
    const [eldest] = this.#entries.keys()
    if (eldest !== undefined) this.#entries.delete(eldest)
  }
}

/**
 * Queries are the same by text, database, parameters and properties; the id of the request does not
 * count.
 */
export function cacheKey({ database, text, parameters, options }: EngineQuery): string {
  return JSON.stringify([database, text, sorted(parameters), sorted(options)])
}

function sorted(
  values: Readonly<Record<string, unknown>>,
): readonly (readonly [string, unknown])[] {
  return Object.entries(values).toSorted(([a], [b]) => (a < b ? -1 : 1))
}
