import type { ClientLimits } from './kusto/bounded-client.ts'
import { systemClock } from './clock.ts'
import { ConcurrencyLimit } from './kusto/concurrency-limit.ts'
import { RequestPolicy } from './kusto/request-policy.ts'
import { DEFAULT_RETRY_POLICY } from './kusto/retry-policy.ts'
import { resolveSinkOptions } from './ingest/sink-options.ts'
import { resolveSaverOptions, type KustoSaverParams } from './options.ts'
import { MAX_CONCURRENT_COMMANDS } from './provision/retrying-client.ts'

/**
 * Retries and limits of one saver's reads and commands; the sink creates those of its writes from
 * the same options.
 */
export interface SaverPolicies {
  readonly queryPolicy: RequestPolicy
  readonly commandPolicy: RequestPolicy
}

export interface PolicyObserver {
  readonly onThrottled?: (limit: number) => void
  /** Called with the time that a query waited for its turn. */
  readonly onQueryTurn?: (waitedMs: number) => void
}

export function limitsOf({ queryPolicy, commandPolicy }: SaverPolicies): ClientLimits {
  return { queries: queryPolicy.limit, commands: commandPolicy.limit }
}

/** @throws KustoSaverError `INVALID_OPTION` */
export function saverPolicies(
  params: KustoSaverParams,
  { onThrottled, onQueryTurn }: PolicyObserver = {},
): SaverPolicies {
  const { retries, retryBudgetMs } = resolveSinkOptions(params)
  const { clock = systemClock } = params
  const retry = { ...DEFAULT_RETRY_POLICY, clock, retries, retryBudgetMs }
  const policyOf = (max: number, onTurn?: PolicyObserver['onQueryTurn']): RequestPolicy =>
    new RequestPolicy({
      limit: new ConcurrencyLimit({
        max,
        clock,
        maxPauseMs: retryBudgetMs,
        ...(onThrottled === undefined ? {} : { onThrottled }),
        ...(onTurn === undefined ? {} : { onTurn }),
      }),
      retry,
    })
  return {
    queryPolicy: policyOf(resolveSaverOptions(params).maxConcurrentQueries, onQueryTurn),
    commandPolicy: policyOf(MAX_CONCURRENT_COMMANDS),
  }
}
