import type { EngineQuery, QueryOutcome } from '../engine/engine.ts'

interface Entry {
  readonly database: string
  readonly outcome: QueryOutcome
  readonly startedAtMs: number
  readonly bytes: number
}

/** A cluster does not keep larger answers (query-results-cache.md). */
const MAX_ANSWER_BYTES = 16 * 1024 * 1024
/** A cluster keeps 1 GB of answers; this cache shares its memory with tests. */
const MAX_BYTES = 128 * 1024 * 1024
/** Estimate for a value that is not text. */
const VALUE_BYTES = 16

/**
 * Answers of queries, repeated for the same query (query-results-cache.md). Drops an answer that is
 * too old for all queries so far.
 */
export class ResultsCache {
  /** Oldest first. */
  readonly #entries = new Map<string, Entry>()
  #longestAgeMs = 0
  #bytes = 0
  #given = 0

  /** Number of answers in the cache. */
  get size(): number {
    return this.#entries.size
  }

  /** Answers served since the engine was opened. */
  get given(): number {
    return this.#given
  }

  find(query: EngineQuery, youngerThanMs: number): QueryOutcome | undefined {
    const entry = this.#entries.get(cacheKey(query))
    if (entry === undefined || entry.startedAtMs <= youngerThanMs) return undefined
    this.#given += 1
    return entry.outcome
  }

  /** @param maxAgeMs - maximum age of the query's answer */
  keep(query: EngineQuery, outcome: QueryOutcome, startedAtMs: number, maxAgeMs: number): void {
    this.#longestAgeMs = Math.max(this.#longestAgeMs, maxAgeMs)
    this.#dropUntil(startedAtMs - this.#longestAgeMs)
    const bytes = bytesOf(outcome)
    if (outcome.partialFailure !== undefined || bytes > MAX_ANSWER_BYTES) return
    const key = cacheKey(query)
    this.#drop(key)
    this.#entries.set(key, { database: query.database, outcome, startedAtMs, bytes })
    this.#bytes += bytes
    for (const [eldest] of this.#entries) {
      if (this.#bytes <= MAX_BYTES) return
      this.#drop(eldest)
    }
  }

  /** Forgets the answers of a database and returns their number. */
  clear(database: string): number {
    const before = this.size
    for (const [key, entry] of this.#entries) if (entry.database === database) this.#drop(key)
    return before - this.size
  }

  #dropUntil(endMs: number): void {
    for (const [key, { startedAtMs }] of this.#entries) {
      if (startedAtMs > endMs) return
      this.#drop(key)
    }
  }

  #drop(key: string): void {
    this.#bytes -= this.#entries.get(key)?.bytes ?? 0
    this.#entries.delete(key)
  }
}

/**
 * Queries are equal by text, database, parameters and properties; the request id does not count.
 */
function cacheKey({ database, text, parameters, options }: EngineQuery): string {
  return JSON.stringify([database, text, sorted(parameters), sorted(options)])
}

function sorted(
  values: Readonly<Record<string, unknown>>,
): readonly (readonly [string, unknown])[] {
  return Object.entries(values).toSorted(([a], [b]) => (a < b ? -1 : 1))
}

function bytesOf({ tables }: QueryOutcome): number {
  let bytes = 0
  for (const { rows } of tables) {
    for (const row of rows) {
      for (const value of row) bytes += typeof value === 'string' ? value.length : VALUE_BYTES
    }
  }
  return bytes
}
