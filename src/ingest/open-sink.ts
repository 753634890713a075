import type { KustoClient } from '../kusto/kusto-client.ts'
import { type BatchSender, type SenderDecorator, type IngestPath } from './batch-sender.ts'
import { type Clock, systemClock } from '../clock.ts'
import { ConcurrencyLimit } from '../kusto/concurrency-limit.ts'
import { GroupCommit } from './group-commit.ts'
import { ManagedSender } from './managed-sender.ts'
import { queuedSender } from './queued-sender.ts'
import { RequestPolicy } from '../kusto/request-policy.ts'
import { DEFAULT_RETRY_POLICY } from '../kusto/retry-policy.ts'
import type { SenderParts } from './retrying-sender.ts'
import type { RowSink } from './row-sink.ts'
import { ObserverGuard, type SinkObserver } from './sink-observer.ts'
import {
  type IngestionMode,
  type ResolvedSinkOptions,
  resolveSinkOptions,
  type SinkOptions,
} from './sink-options.ts'
import { streamingSender } from './streaming-sender.ts'

export interface SinkParts {
  readonly client: Pick<KustoClient, 'ingest' | 'enqueue'>
  readonly options?: SinkOptions
  readonly observer?: SinkObserver
  /** Decorates each ingestion path. */
  readonly decorate?: SenderDecorator
  readonly clock?: Clock
  readonly random?: () => number
}

/**
 * Opens group commit over the ingestion path that the options name. The caller owns the client:
 * closing the sink does not close it.
 *
 * @throws KustoSaverError `INVALID_OPTION`
 */
export function openSink(parts: SinkParts): RowSink {
  const options = resolveSinkOptions(parts.options)
  const clock = parts.clock ?? systemClock
  const observer = new ObserverGuard(parts.observer)
  const policies = sinkPolicies(options, { clock, random: parts.random ?? Math.random, observer })
  const senderParts = { policies, clock, observer, decorate: parts.decorate ?? asItIs }
  const sender = batchSender(parts.client, options, senderParts)
  const turns = pathsOf(options.ingestion).map((path) => ({ path, turns: policies[path].limit }))
  return new GroupCommit({ sender, options, clock, observer, turns })
}

/**
 * How long streaming is tried before a batch is queued instead: about as long as in Microsoft's
 * Java client (Azure/azure-kusto-java).
 */
const MANAGED_RETRY_BUDGET_MS = 5_000

type SinkPolicies = Readonly<Record<IngestPath, RequestPolicy>>

/**
 * One per path: throttling of the streaming endpoint says nothing about the storage of queued
 * ingestion.
 */
function sinkPolicies(
  { ingestion, retries, retryBudgetMs, maxConcurrentIngests: max }: ResolvedSinkOptions,
  parts: { readonly clock: Clock; readonly random: () => number; readonly observer: ObserverGuard },
): SinkPolicies {
  const { observer, ...timing } = parts
  const onThrottled = (to: number): void =>
    observer.notify((observing) => observing.throttled?.(to))
  const onTurn = (waitedMs: number): void =>
    observer.notify((observing) => observing.turnCame?.(waitedMs))
  const policyWithin = (budgetMs: number, countsThrottling: boolean): RequestPolicy =>
    new RequestPolicy({
      limit: new ConcurrencyLimit({ ...timing, max, maxPauseMs: budgetMs, onThrottled, onTurn }),
      retry: {
        ...DEFAULT_RETRY_POLICY,
        ...timing,
        retries,
        retryBudgetMs: budgetMs,
        countsThrottling,
      },
    })
  const queued = policyWithin(retryBudgetMs, false)
  if (ingestion !== 'managed') return { streaming: policyWithin(retryBudgetMs, false), queued }
  return {
    streaming: policyWithin(Math.min(retryBudgetMs, MANAGED_RETRY_BUDGET_MS), true),
    queued,
  }
}

interface DecoratedParts extends Omit<SenderParts, 'policy'> {
  readonly policies: SinkPolicies
  readonly decorate: SenderDecorator
}

function batchSender(
  client: SinkParts['client'],
  {
    ingestion,
    ingestTimeoutMs: timeoutMs,
    flushImmediately,
    tagQueuedBatches,
  }: ResolvedSinkOptions,
  { decorate, policies, ...parts }: DecoratedParts,
): BatchSender {
  const streaming = decorate(
    streamingSender({ ...parts, policy: policies.streaming, client, timeoutMs }),
    'streaming',
  )
  if (ingestion === 'streaming') return streaming
  const queued = decorate(
    queuedSender({
      ...parts,
      policy: policies.queued,
      client,
      timeoutMs,
      flushImmediately,
      tagQueuedBatches,
    }),
    'queued',
  )
  if (ingestion === 'queued') return queued
  return new ManagedSender({ streaming, queued, clock: parts.clock })
}

function pathsOf(ingestion: IngestionMode): readonly IngestPath[] {
  return ingestion === 'managed' ? ['streaming', 'queued'] : [ingestion]
}

function asItIs(sender: BatchSender): BatchSender {
  return sender
}
