import type { KustoClient } from '../kusto/kusto-client.ts'

/**
 * Queries and rows under way end with the signal. Commands do not: one that is applied after the
 * sweep would leave a table behind. Closing it leaves the inner client open.
 */
export function endedBy(client: KustoClient, signal: AbortSignal): KustoClient {
  return {
    query: (request) => client.query({ ...request, signal }),
    command: (request) => client.command(request),
    ingest: (request) => client.ingest({ ...request, signal }),
    enqueue: (request) => client.enqueue({ ...request, signal }),
    close: async () => undefined,
  }
}
