import type { KustoClient } from '../kusto/kusto-client.ts'
import { type Clock, systemClock } from './clock.ts'
import { ConcurrencyLimit } from './concurrency-limit.ts'
import { GroupCommit } from './group-commit.ts'
import { DEFAULT_RETRY_POLICY } from './retry.ts'
import type { RowSink } from './row-sink.ts'
import { ObserverGuard, type SinkObserver } from './sink-observer.ts'
import { resolveSinkOptions, type SinkOptions } from './sink-options.ts'
import { StreamingSender } from './streaming-sender.ts'

export interface StreamingSinkParts {
  readonly client: Pick<KustoClient, 'ingest'>
  readonly options?: SinkOptions
  readonly observer?: SinkObserver
  readonly clock?: Clock
  readonly random?: () => number
}

/**
 * Group commit over streaming ingestion. The client stays the caller's: closing the sink does not close it.
 *
 * @throws KustoSaverError `INVALID_OPTION`
 */
export function openStreamingSink(parts: StreamingSinkParts): RowSink {
  const options = resolveSinkOptions(parts.options)
  const clock = parts.clock ?? systemClock
  const observer = new ObserverGuard(parts.observer)
  const sender = new StreamingSender({
    client: parts.client,
    limit: new ConcurrencyLimit(options.maxConcurrentIngests, observer),
    policy: {
      ...DEFAULT_RETRY_POLICY,
      retries: options.retries,
      retryBudgetMs: options.retryBudgetMs,
      clock,
      random: parts.random ?? Math.random,
    },
    timeoutMs: options.ingestTimeoutMs,
    observer,
  })
  return new GroupCommit({ sender, options, clock, observer })
}
