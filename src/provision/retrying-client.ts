import { DEFAULT_RETRY_POLICY, withRetry } from '../ingest/retry.ts'
import type { KustoClient } from '../kusto/kusto-client.ts'

/**
 * Sends again what failed for a passing reason: a cluster lets only so many commands run at once. Everything that provisioning
 * sends may be sent twice.
 */
export function retryingClient(client: KustoClient): KustoClient {
  return {
    query: (request) => withRetry(() => client.query(request), DEFAULT_RETRY_POLICY),
    command: (request) => withRetry(() => client.command(request), DEFAULT_RETRY_POLICY),
    ingest: (request) => client.ingest(request),
    enqueue: (request) => client.enqueue(request),
    close: () => client.close(),
  }
}
