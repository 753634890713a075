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
 * Queued ingestion: acknowledged when the rows are in Kusto's storage and its queue has their
 * message.
 *
 * Delivery is at least once (data-explorer/ingest-data-overview.md), and an upload with an unknown
 * outcome is retried, so rows may arrive twice; readers take each row once. A tag per batch would
 * prevent that, but is off by default: Kusto would then ingest every batch separately instead of
 * combining them (kusto/management/batching-policy.md, SingleBlob_IngestByTag), and its
 * documentation advises against a unique tag per ingestion (kusto/management/extent-tags.md).
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
