/** A query in `.show queries`. */
export interface LoggedQuery {
  readonly clientActivityId: string
  readonly text: string
  readonly database: string
  readonly startedAt: bigint
  readonly endedAt: bigint
  /** Undefined if it succeeded. */
  readonly failure: string | undefined
}

const CAPACITY = 1_000

/** The latest queries, in memory. */
export class QueryLog {
  readonly #queries: LoggedQuery[] = []

  add(query: LoggedQuery): void {
    if (this.#queries.length >= CAPACITY) this.#queries.shift()
    this.#queries.push(query)
  }

  get queries(): readonly LoggedQuery[] {
    return this.#queries
  }
}
