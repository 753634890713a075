import { commandSummary } from '../../kusto/command-summary.ts'
import type {
  KustoClient,
  KustoCommand,
  KustoEnqueue,
  KustoIngest,
  KustoQuery,
  KustoTable,
  RequestOptions,
} from '../../kusto/kusto-client.ts'
import type { RequestTelemetry } from './request-telemetry.ts'

/**
 * Decorates a client with telemetry: spans for queries and commands, durations for all, each with
 * an id that Kusto logs too.
 *
 * Passes promises on instead of awaiting them, because in an application with a context manager,
 * Node 20 calls the manager for every promise.
 */
export class InstrumentedClient implements KustoClient {
  readonly #inner: KustoClient
  readonly #telemetry: RequestTelemetry

  constructor(inner: KustoClient, telemetry: RequestTelemetry) {
    this.#inner = inner
    this.#telemetry = telemetry
  }

  query(request: KustoQuery): Promise<readonly KustoTable[]> {
    const { summary = 'query', text } = request
    return this.#telemetry.traced({ operation: 'query', summary, text }, (id) =>
      this.#inner.query(withId(request, id)),
    )
  }

  command(request: KustoCommand): Promise<KustoTable> {
    const { text, summary = commandSummary(text) } = request
    return this.#telemetry.traced({ operation: 'management', summary, text }, (id) =>
      this.#inner.command(withId(request, id)),
    )
  }

  ingest(request: KustoIngest): Promise<void> {
    const { table } = request
    return this.#telemetry.ofBatch({ operation: 'streaming_ingest', table }, (id) =>
      this.#inner.ingest(withId(request, id)),
    )
  }

  enqueue(request: KustoEnqueue): Promise<void> {
    const { table } = request
    return this.#telemetry.ofBatch({ operation: 'queued_ingest', table }, (id) =>
      this.#inner.enqueue(withId(request, id)),
    )
  }

  async close(): Promise<void> {
    await this.#inner.close()
  }
}

/** Keeps an id from the caller. */
function withId<T extends RequestOptions>(request: T, id: string): T {
  return { clientRequestId: id, ...request }
}
