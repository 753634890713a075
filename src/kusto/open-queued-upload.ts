import type { KustoEndpoint } from './connection/kusto-endpoint.ts'
import type { QueuedUpload } from './queued-upload.ts'

/** Loads `azure-kusto-ingest` with its storage clients, which only queued ingestion needs. */
export async function openQueuedUpload(endpoint: KustoEndpoint): Promise<QueuedUpload> {
  const [data, sdk, { connectionBuilder }, { QueuedUpload: Upload }] = await Promise.all([
    import('azure-kusto-data'),
    import('azure-kusto-ingest'),
    import('./connection/connection-builder.ts'),
    import('./queued-upload.ts'),
  ])
  const builder = await connectionBuilder(data, endpoint)
  const hasIngestHost = endpoint.auth.kind !== 'none'
  return new Upload({ sdk, builder, database: endpoint.database, hasIngestHost })
}
