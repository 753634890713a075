import type { EngineQuery, QueryOutcome } from '../engine/engine.ts'

interface Entry {
  readonly outcome: QueryOutcome
  readonly startedAtMs: number
}

/** A cluster keeps 1 GB of answers (query-results-cache.md). */
const MAX_ENTRIES = 10_000

/**
 * Answers of queries, repeated for the same query (query-results-cache.md). Drops an answer that is
 * too old for all queries so far.
 */
export class ResultsCache {
  /** Oldest first. */
  readonly #entries = new Map<string, Entry>()
  #longestAgeMs = 0
  #given = 0

  /** Number of answers in the cache. */
  get size(): number {
    return this.#entries.size
  }

  /** Answers served since the engine was opened. */
  get given(): number {
    return this.#given
  }

  find(key: string, youngerThanMs: number): QueryOutcome | undefined {
    const entry = this.#entries.get(key)
    if (entry === undefined || entry.startedAtMs <= youngerThanMs) return undefined
    this.#given += 1
    return entry.outcome
  }

  /** @param maxAgeMs - maximum age of the query's answer */
  keep(key: string, outcome: QueryOutcome, startedAtMs: number, maxAgeMs: number): void {
    this.#longestAgeMs = Math.max(this.#longestAgeMs, maxAgeMs)
    this.#dropUntil(startedAtMs - this.#longestAgeMs)
    if (outcome.partialFailure !== undefined) return
    this.#entries.delete(key)
    this.#entries.set(key, { outcome, startedAtMs })
    if (this.#entries.size <= MAX_ENTRIES) return
    const [eldest] = this.#entries.keys()
    if (eldest !== undefined) this.#entries.delete(eldest)
  }

  #dropUntil(endMs: number): void {
    for (const [key, { startedAtMs }] of this.#entries) {
      if (startedAtMs > endMs) return
      this.#entries.delete(key)
    }
  }
}

/**
 * Queries are equal by text, database, parameters and properties; the request id does not count.
 */
export function cacheKey({ database, text, parameters, options }: EngineQuery): string {
  return JSON.stringify([database, text, sorted(parameters), sorted(options)])
}

function sorted(
  values: Readonly<Record<string, unknown>>,
): readonly (readonly [string, unknown])[] {
  return Object.entries(values).toSorted(([a], [b]) => (a < b ? -1 : 1))
}
