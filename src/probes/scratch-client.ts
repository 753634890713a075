import type { KustoClient } from '../kusto/kusto-client.ts'

/**
 * The signal ends queries and ingestions under way, but not commands: a command that Kusto applies
 * after the clean-up would leave a table behind. Closing this client leaves the inner client open.
 */
export function abortableClient(client: KustoClient, signal: AbortSignal): KustoClient {
  return {
    query: (request) => client.query({ ...request, signal }),
    command: (request) => client.command(request),
    ingest: (request) => client.ingest({ ...request, signal }),
    enqueue: (request) => client.enqueue({ ...request, signal }),
    close: async () => undefined,
  }
}
