import { ConcurrencyLimit } from '../kusto/concurrency-limit.ts'
import { RequestPolicy } from '../kusto/request-policy.ts'
import { DEFAULT_RETRY_POLICY } from '../kusto/retry-policy.ts'
import { KustoError } from '../kusto-error.ts'
import type { KustoClient } from '../kusto/kusto-client.ts'

/**
 * A schema check sends some 40 commands, and every process of a deployment runs it at its start. A
 * cluster of the smallest nodes runs 20 requests at a time
 * (kusto/management/request-rate-limit-policy.md).
 */
export const MAX_CONCURRENT_COMMANDS = 4

/** The policy of commands that are sent without a saver. */
export function commandPolicy(): RequestPolicy {
  return new RequestPolicy({
    limit: new ConcurrencyLimit({ max: MAX_CONCURRENT_COMMANDS }),
    retry: DEFAULT_RETRY_POLICY,
  })
}

/**
 * Sends a few requests at a time, and retries transient failures. All commands of provisioning are
 * safe to repeat. A remaining failure contains the number of attempts.
 */
export function retryingClient(client: KustoClient, policy: RequestPolicy): KustoClient {
  return {
    query: (request) => retried(policy, () => client.query(request), request.signal),
    command: (request) => retried(policy, () => client.command(request), request.signal),
    ingest: (request) => client.ingest(request),
    enqueue: (request) => client.enqueue(request),
    close: () => client.close(),
  }
}

async function retried<T>(
  policy: RequestPolicy,
  send: () => Promise<T>,
  signal: AbortSignal | undefined,
): Promise<T> {
  let attempts = 0
  try {
    return await policy.run(
      (attempt) => {
        attempts = attempt
        return send()
      },
      { signal },
    )
  } catch (error) {
    throw error instanceof KustoError ? error.after(attempts) : error
  }
}
