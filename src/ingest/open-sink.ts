import type { KustoClient } from '../kusto/kusto-client.ts'
import type { BatchSender, SenderDecorator } from './batch-sender.ts'
import { type Clock, systemClock } from './clock.ts'
import { ConcurrencyLimit } from './concurrency-limit.ts'
import { GroupCommit } from './group-commit.ts'
import { ManagedSender } from './managed-sender.ts'
import { queuedSender } from './queued-sender.ts'
import { DEFAULT_RETRY_POLICY, type RetryPolicy } from './retry.ts'
import type { SenderParts } from './retrying-sender.ts'
import type { RowSink } from './row-sink.ts'
import { ObserverGuard, type SinkObserver } from './sink-observer.ts'
import { type ResolvedSinkOptions, resolveSinkOptions, type SinkOptions } from './sink-options.ts'
import { streamingSender } from './streaming-sender.ts'

export interface SinkParts {
  readonly client: Pick<KustoClient, 'ingest' | 'enqueue'>
  readonly options?: SinkOptions
  readonly observer?: SinkObserver
  /** Puts something of its own around each way of sending. */
  readonly decorate?: SenderDecorator
  readonly clock?: Clock
  readonly random?: () => number
}

/**
 * Group commit over the way of ingestion that the options name. The client stays the caller's: closing the sink does not close it.
 *
 * @throws KustoSaverError `INVALID_OPTION`
 */
export function openSink(parts: SinkParts): RowSink {
  const options = resolveSinkOptions(parts.options)
  const clock = parts.clock ?? systemClock
  const observer = new ObserverGuard(parts.observer)
  const limit = new ConcurrencyLimit(options.maxConcurrentIngests, observer)
  const policy = retryPolicy(options, clock, parts.random ?? Math.random)
  const senderParts = { limit, policy, observer }
  const sender = batchSender(parts.client, options, { ...senderParts, decorate: parts.decorate })
  return new GroupCommit({ sender, options, clock, observer })
}

function retryPolicy(
  { retries, retryBudgetMs }: ResolvedSinkOptions,
  clock: Clock,
  random: () => number,
): RetryPolicy {
  return { ...DEFAULT_RETRY_POLICY, retries, retryBudgetMs, clock, random }
}

function batchSender(
  client: SinkParts['client'],
  {
    ingestion,
    ingestTimeoutMs: timeoutMs,
    flushImmediately,
    tagQueuedBatches,
  }: ResolvedSinkOptions,
  { decorate = asItIs, ...parts }: SenderParts & { readonly decorate: SenderDecorator | undefined },
): BatchSender {
  const streaming = decorate(streamingSender({ ...parts, client, timeoutMs }), 'streaming')
  if (ingestion === 'streaming') return streaming
  const queued = decorate(
    queuedSender({ ...parts, client, timeoutMs, flushImmediately, tagQueuedBatches }),
    'queued',
  )
  if (ingestion === 'queued') return queued
  return new ManagedSender({ streaming, queued, clock: parts.policy.clock })
}

function asItIs(sender: BatchSender): BatchSender {
  return sender
}
