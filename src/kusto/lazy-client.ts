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
import type { SignInListener } from './watch-sign-ins.ts'

/**
 * Opens its client at the first request. Concurrent requests share the opening, and the next
 * request retries a failed one.
 */
export class LazyClient implements KustoClient {
  readonly #open: (onSignIn: SignInListener) => Promise<KustoClient>
  #onSignIn: SignInListener | undefined
  #client: Promise<KustoClient> | undefined
  #isClosed = false

  constructor(open: (onSignIn: SignInListener) => Promise<KustoClient>) {
    this.#open = open
  }

  /** From now on the listener hears of tokens, whenever the client opens. */
  watchSignIns(listener: SignInListener): void {
    this.#onSignIn = listener
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
    this.#client ??= this.#open((result) => this.#onSignIn?.(result))
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
