import { ConcurrencyLimit } from '../../src/kusto/concurrency-limit.ts'
import { RequestPolicy } from '../../src/kusto/request-policy.ts'
import { DEFAULT_RETRY_POLICY } from '../../src/kusto/retry-policy.ts'

/** The usual three retries, without waits in between. */
export function impatientPolicy(): RequestPolicy {
  return new RequestPolicy({
    limit: new ConcurrencyLimit({ max: 4 }),
    retry: { ...DEFAULT_RETRY_POLICY, baseDelayMs: 0 },
  })
}
