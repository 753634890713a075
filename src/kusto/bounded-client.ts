import type { KustoClient } from './kusto-client.ts'
import type { ConcurrencyLimit } from './concurrency-limit.ts'

export interface ClientLimits {
  readonly queries: ConcurrencyLimit
  readonly commands: ConcurrencyLimit
}

/**
 * A client for health checks and gauges. Their few requests count among the saver's own and precede
 * waiting ones, so that a saver with hundreds of waiting readers can still report its health.
 */
export function boundedClient(client: KustoClient, limits: ClientLimits): KustoClient {
  const { queries, commands } = limits
  return {
    query: (request) =>
      queries.run(() => client.query(request), queries.place({ ...request, isUrgent: true })),
    command: (request) =>
      commands.run(() => client.command(request), commands.place({ ...request, isUrgent: true })),
    ingest: (request) => client.ingest(request),
    enqueue: (request) => client.enqueue(request),
    close: () => client.close(),
  }
}
