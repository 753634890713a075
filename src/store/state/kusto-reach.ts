import { CONNECTION_CODES, KustoError } from '../../kusto-error.ts'
import type { KustoClient } from '../../kusto/kusto-client.ts'
import { isThrottled } from '../../kusto/saver-error.ts'

/** One failed request may be a broken connection. */
const FAILURES_WHEN_AWAY = 2
/** Without a request for this long, nothing is known. */
const KNOWN_FOR_MS = 60_000
/** While reads are answered without Kusto, one request tries it this often. */
const TRY_EVERY_MS = 1_000

/** Codes that say nothing about Kusto. */
const OWN_CODES: ReadonlySet<string> = new Set([CONNECTION_CODES.aborted, CONNECTION_CODES.closed])

export interface KustoReachParts {
  readonly client: KustoClient
  /** A clock that does not jump. */
  readonly nowMs: () => number
  /** Sends a small request. */
  readonly ask: (client: KustoClient) => Promise<unknown>
}

/**
 * Whether Kusto can be reached, by all requests of one saver, the spool's too. It is *away* when
 * the last requests all failed without a usable answer, and back with the first answer.
 */
export class KustoReach {
  /** Its requests tell whether Kusto can be reached. */
  readonly client: KustoClient
  readonly #parts: KustoReachParts
  readonly #listeners = new Set<() => void>()
  #failures = 0
  #failedAtMs = 0
  #nextTryAtMs = 0

  constructor(parts: KustoReachParts) {
    const { client } = parts
    this.#parts = parts
    this.client = {
      query: (request) => this.#watch(client.query(request)),
      command: (request) => this.#watch(client.command(request)),
      ingest: (request) => this.#watch(client.ingest(request)),
      enqueue: (request) => this.#watch(client.enqueue(request)),
      close: () => client.close(),
    }
  }

  get isAway(): boolean {
    const isRecent = this.#parts.nowMs() - this.#failedAtMs < KNOWN_FOR_MS
    return this.#failures >= FAILURES_WHEN_AWAY && isRecent
  }

  /** Calls back at each failure while Kusto is away, until the returned function is called. */
  onAway(callback: () => void): () => void {
    this.#listeners.add(callback)
    return () => this.#listeners.delete(callback)
  }

  /** Sends a request now and then: Kusto's return must be noticed although nobody waits for it. */
  tryAgain(): void {
    const { nowMs, ask } = this.#parts
    if (nowMs() < this.#nextTryAtMs) return
    this.#nextTryAtMs = Number.POSITIVE_INFINITY
    void ask(this.client)
      .catch(() => undefined)
      .finally(() => {
        this.#nextTryAtMs = nowMs() + TRY_EVERY_MS
      })
  }

  #watch<T>(request: Promise<T>): Promise<T> {
    return request.then(
      (answer) => {
        this.#failures = 0
        return answer
      },
      (error: unknown) => {
        if (error instanceof KustoError) this.#note(error)
        throw error
      },
    )
  }

  #note(error: KustoError): void {
    if (OWN_CODES.has(error.code)) return
    if (error.permanent || isThrottled(error)) {
      this.#failures = 0
      return
    }
    this.#failures += 1
    this.#failedAtMs = this.#parts.nowMs()
    if (!this.isAway) return
    for (const callback of this.#listeners) callback()
  }
}
