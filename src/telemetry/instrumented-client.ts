import type {
  KustoClient,
  KustoCommand,
  KustoEnqueue,
  KustoIngest,
  KustoQuery,
  KustoTable,
  RequestOptions,
} from '../kusto/kusto-client.ts'
import type { RequestTelemetry } from './request-telemetry.ts'

/** A client whose requests are seen: spans for queries and commands, durations for all, each with an id that Kusto's log has too. */
export class InstrumentedClient implements KustoClient {
  readonly #inner: KustoClient
  readonly #telemetry: RequestTelemetry

  constructor(inner: KustoClient, telemetry: RequestTelemetry) {
    this.#inner = inner
    this.#telemetry = telemetry
  }

  async query(request: KustoQuery): Promise<readonly KustoTable[]> {
    const { summary = 'query', text } = request
    return this.#telemetry.traced({ operation: 'query', summary, text }, async (id) =>
      this.#inner.query(withId(request, id)),
    )
  }

  async command(request: KustoCommand): Promise<KustoTable> {
    const { summary = 'management', text } = request
    return this.#telemetry.traced({ operation: 'management', summary, text }, async (id) =>
      this.#inner.command(withId(request, id)),
    )
  }

  async ingest(request: KustoIngest): Promise<void> {
    const { table } = request
    return this.#telemetry.ofBatch({ operation: 'streaming_ingest', table }, async (id) =>
      this.#inner.ingest(withId(request, id)),
    )
  }

  async enqueue(request: KustoEnqueue): Promise<void> {
    const { table } = request
    return this.#telemetry.ofBatch({ operation: 'queued_ingest', table }, async (id) =>
      this.#inner.enqueue(withId(request, id)),
    )
  }

  async close(): Promise<void> {
    await this.#inner.close()
  }
}

/** An id that the caller gave stays. */
function withId<T extends RequestOptions>(request: T, id: string | undefined): T {
  return id === undefined ? request : { clientRequestId: id, ...request }
}
