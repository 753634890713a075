import type {
  KustoClient,
  KustoCommand,
  KustoEnqueue,
  KustoIngest,
  KustoQuery,
  KustoTable,
} from '../../src/kusto/kusto-client.ts'

/** Counts requests through a client port, and passes them on. */
export class CountingClient implements KustoClient {
  readonly #inner: KustoClient
  queries = 0
  ingests = 0
  enqueues = 0
  commands = 0
  ingestedBytes = 0

  constructor(inner: KustoClient) {
    this.#inner = inner
  }

  /** Everything sent since the last reset. */
  get requests(): number {
    return this.queries + this.ingests + this.enqueues + this.commands
  }

  reset(): void {
    this.queries = 0
    this.ingests = 0
    this.enqueues = 0
    this.commands = 0
    this.ingestedBytes = 0
  }

  query(request: KustoQuery): Promise<readonly KustoTable[]> {
    this.queries++
    return this.#inner.query(request)
  }

  command(request: KustoCommand): Promise<KustoTable> {
    this.commands++
    return this.#inner.command(request)
  }

  ingest(request: KustoIngest): Promise<void> {
    this.ingests++
    this.ingestedBytes += request.body.byteLength
    return this.#inner.ingest(request)
  }

  enqueue(request: KustoEnqueue): Promise<void> {
    this.enqueues++
    this.ingestedBytes += request.body.byteLength
    return this.#inner.enqueue(request)
  }

  close(): Promise<void> {
    return this.#inner.close()
  }
}
