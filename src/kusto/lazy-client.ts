import type {
  KustoClient,
  KustoCommand,
  KustoEnqueue,
  KustoIngest,
  KustoQuery,
  KustoTable,
} from './kusto-client.ts'
import { clientClosed } from './connection-failures.ts'
import { readFailure } from './read-failure.ts'

/**
 * Opens its client at the first request. Concurrent requests share the opening, and the next
 * request retries a failed one.
 */
export class LazyClient implements KustoClient {
  readonly #open: () => Promise<KustoClient>
  #client: Promise<KustoClient> | undefined
  #isClosed = false

  constructor(open: () => Promise<KustoClient>) {
    this.#open = open
  }

  async query(request: KustoQuery): Promise<readonly KustoTable[]> {
    return (await this.#opened()).query(request)
  }

  async command(request: KustoCommand): Promise<KustoTable> {
    return (await this.#opened()).command(request)
  }

  async ingest(request: KustoIngest): Promise<void> {
    await (await this.#opened()).ingest(request)
  }

  async enqueue(request: KustoEnqueue): Promise<void> {
    await (await this.#opened()).enqueue(request)
  }

  async close(): Promise<void> {
    this.#isClosed = true
    const client = await this.#client?.catch(() => undefined)
    await client?.close()
  }

  async #opened(): Promise<KustoClient> {
    if (this.#isClosed) throw clientClosed()
    this.#client ??= this.#open()
    const opening = this.#client
    try {
      return await opening
    } catch (error) {
      // Only forgets the failed opening, not one that another caller has started since.
      if (this.#client === opening) this.#client = undefined
      throw readFailure(error)
    }
  }
}
