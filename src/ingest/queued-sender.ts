import { randomUUID } from 'node:crypto'
import type { KustoClient } from '../kusto/kusto-client.ts'
import type { BatchSender } from './batch-sender.ts'
import { RetryingSender, type SenderParts } from './retrying-sender.ts'

export interface QueuedSenderParts extends SenderParts {
  readonly client: Pick<KustoClient, 'enqueue'>
  readonly timeoutMs: number
  readonly flushImmediately: boolean
  readonly tagQueuedBatches: boolean
}

/**
 * Queued ingestion: acknowledged when the rows are in Kusto's storage and its queue knows of them.
 *
 * Delivery is at least once (data-explorer/ingest-data-overview.md) and an upload whose outcome is
 * unknown is sent again, so rows may come twice; readers take each row once. A tag of its own for
 * each batch would stop that, and is off by default: Kusto then takes every batch as an ingestion
 * of its own instead of gathering them (kusto/management/batching-policy.md,
 * SingleBlob_IngestByTag), and its pages advise against a unique tag for every ingestion
 * (kusto/management/extent-tags.md).
 */
export function queuedSender(parts: QueuedSenderParts): BatchSender {
  const { client, timeoutMs, flushImmediately, tagQueuedBatches } = parts
  return new RetryingSender({
    ...parts,
    path: 'queued',
    newDelivery: ({ name, mapping }, body) => {
      const tag = tagQueuedBatches ? { ingestByTag: randomUUID() } : {}
      return async () =>
        client.enqueue({ table: name, mapping, body, timeoutMs, flushImmediately, ...tag })
    },
  })
}
