import { isThrottled } from '../kusto/saver-error.ts'
import { CONNECTION_CODES, KustoError } from '../kusto-error.ts'
import type { KustoClient } from '../kusto/kusto-client.ts'

/** Results of one kind of request; times are milliseconds since 1970. */
export interface RequestHistory {
  readonly lastSuccessAtMs: number | undefined
  /** Since the last success. */
  readonly failuresInARow: number
  readonly lastFailure: RequestFailure | undefined
}

interface RequestFailure {
  readonly atMs: number
  readonly code: string
  readonly status: number | undefined
}

const NOTHING_YET: RequestHistory = {
  lastSuccessAtMs: undefined,
  failuresInARow: 0,
  lastFailure: undefined,
}

/** Watches a client's requests and keeps the time of the last success and failure per kind. */
export class RequestWatch {
  queries: RequestHistory = NOTHING_YET
  ingestions: RequestHistory = NOTHING_YET
  throttledAtMs: number | undefined
  readonly #nowMs: () => number

  constructor(nowMs: () => number = Date.now) {
    this.#nowMs = nowMs
  }

  /** Wraps a client to watch its requests. */
  over(client: KustoClient): KustoClient {
    return {
      query: (request) => this.#watch('queries', client.query(request)),
      command: (request) => client.command(request),
      ingest: (request) => this.#watch('ingestions', client.ingest(request)),
      enqueue: (request) => this.#watch('ingestions', client.enqueue(request)),
      close: () => client.close(),
    }
  }

  #watch<T>(kind: 'queries' | 'ingestions', request: Promise<T>): Promise<T> {
    return request.then(
      (answer) => {
        this[kind] = { ...NOTHING_YET, lastSuccessAtMs: this.#nowMs() }
        return answer
      },
      (error: unknown) => {
        if (error instanceof KustoError) this.#note(kind, error)
        throw error
      },
    )
  }

  #note(kind: 'queries' | 'ingestions', error: KustoError): void {
    const { code, status } = error
    // An abort by the caller says nothing about Kusto.
    if (code === CONNECTION_CODES.aborted || code === CONNECTION_CODES.closed) return
    const atMs = this.#nowMs()
    if (isThrottled(error)) this.throttledAtMs = atMs
    const { lastSuccessAtMs, failuresInARow } = this[kind]
    this[kind] = {
      lastSuccessAtMs,
      failuresInARow: failuresInARow + 1,
      lastFailure: { atMs, code, status },
    }
  }
}
