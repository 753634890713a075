import { queryError } from '../../kusto/saver-error.ts'
import type { RequestPolicy } from '../../kusto/request-policy.ts'
import { CONNECTION_CODES, KustoError } from '../../kusto-error.ts'
import type { KustoClient, KustoTable } from '../../kusto/kusto-client.ts'
import { readClusterTime, withClusterTime } from './ask-cluster-time.ts'
import type { ClusterClock } from '../revisions/cluster-clock.ts'
import type { QueryPlan } from './query-plan.ts'

export interface QueryRetry {
  readonly summary: string
  /** The failed attempt, from 1. */
  readonly attempt: number
  readonly delayMs: number
  readonly error: KustoError
}

export interface QueryRunnerParts {
  readonly client: KustoClient
  readonly policy: RequestPolicy
  readonly timeoutMs: number
  /** Learns the cluster time from answers. */
  readonly clusterClock: ClusterClock
  /** Called before a query is retried; must not throw. */
  readonly onRetry?: (retry: QueryRetry) => void
}

/**
 * Sends queries with concurrency limits and retries, and converts remaining failures to the saver's
 * error.
 */
export class QueryRunner {
  readonly #parts: QueryRunnerParts

  constructor(parts: QueryRunnerParts) {
    this.#parts = parts
  }

  /**
   * @param operation - the saver's method, for errors
   * @param signal - ends waiting for a slot, an answer or a retry
   * @param isUrgent - goes before all waiting queries
   * @throws KustoSaverError `QUERY_REJECTED`, `QUERY_UNAVAILABLE`, `NOT_PROVISIONED`, `ABORTED`,
   *   `CLOSED`
   */
  async run(
    plan: QueryPlan,
    operation: string,
    signal?: AbortSignal,
    isUrgent = false,
  ): Promise<readonly KustoTable[]> {
    const { client, policy, timeoutMs, clusterClock, onRetry } = this.#parts
    const { summary, parameters, results } = plan
    const asksTime = plan.needsTime === true || clusterClock.isDue
    const text = asksTime ? withClusterTime(plan.text) : plan.text
    let attempts = 0
    try {
      return await policy.run(
        async (attempt) => {
          attempts = attempt
          const sentAtMs = clusterClock.localMs()
          const tables = await client.query({
            summary,
            text,
            parameters,
            timeoutMs,
            ...(signal === undefined ? {} : { signal }),
          })
          if (!asksTime || tables.length === results.length) return namedInOrder(tables, results)
          const clusterMs = readClusterTime(tables.at(-1))
          clusterClock.observe({ sentAtMs, receivedAtMs: clusterClock.localMs(), clusterMs })
          return namedInOrder(tables.slice(0, -1), results)
        },
        { signal, isUrgent, onRetry: (failed) => onRetry?.({ summary, ...failed }) },
      )
    } catch (error) {
      throw queryError(error, { operation, attempts })
    }
  }
}

function namedInOrder(
  tables: readonly KustoTable[],
  names: readonly string[],
): readonly KustoTable[] {
  if (tables.length === names.length) {
    return tables.map((table, index) => ({ ...table, name: names[index] ?? table.name }))
  }
  throw new KustoError(`The answer has ${tables.length} result tables; expected ${names.length}`, {
    code: CONNECTION_CODES.malformed,
    permanent: false,
  })
}
