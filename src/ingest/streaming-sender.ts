import type { KustoClient } from '../kusto/kusto-client.ts'
import type { BatchSender } from './batch-sender.ts'
import { RetryingSender, type SenderParts } from './retrying-sender.ts'

export interface StreamingSenderParts extends SenderParts {
  readonly client: Pick<KustoClient, 'ingest'>
  readonly timeoutMs: number
}

/**
 * Streaming ingestion. Retries a request with an unknown outcome byte for byte. Streaming has no
 * token against duplicates (data-explorer/ingest-data-streaming.md), so readers take each row once.
 */
export function streamingSender(parts: StreamingSenderParts): BatchSender {
  const { client, timeoutMs } = parts
  return new RetryingSender({
    ...parts,
    path: 'streaming',
    newDelivery: (table, body) => () =>
      client.ingest({ table: table.name, mapping: table.mapping, body, timeoutMs }),
  })
}
