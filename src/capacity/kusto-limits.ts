/** A documented limit of a cluster. */
export interface KustoLimit {
  readonly value: number
  readonly unit: string
  /** What it limits. */
  readonly text: string
  /** Title and address (below learn.microsoft.com) of the page that documents it. */
  readonly source: string
}

const MIB = 1024 ** 2

type KustoLimitName =
  | 'streamingRequestsPerCore'
  | 'streamingRequestBytes'
  | 'streamingBytesPerTableHour'
  | 'streamingHintBytesPerTableHour'
  | 'queriesPerCoreOfNode'
  | 'ingestionsPerCore'
  | 'ingestionsPerCluster'
  | 'batchingSpanS'
  | 'batchingItems'
  | 'batchingBytes'
  | 'viewBytesPerSecond'
  | 'leastNodes'

/** All limits that the calculation uses. */
export const KUSTO_LIMITS: Readonly<Record<KustoLimitName, KustoLimit>> = {
  streamingRequestsPerCore: {
    value: 6,
    unit: 'requests a core',
    text: 'concurrent streaming ingestion requests',
    source: 'Configure streaming ingestion (azure/data-explorer/ingest-data-streaming)',
  },
  streamingRequestBytes: {
    value: 4 * MIB,
    unit: 'bytes',
    text: 'one streaming ingestion request',
    source: 'Configure streaming ingestion (azure/data-explorer/ingest-data-streaming)',
  },
  streamingBytesPerTableHour: {
    value: 4e9,
    unit: 'bytes an hour and table',
    text: 'streamed into one table; above it the page recommends queued ingestion',
    source: 'Streaming ingestion policy (kusto/management/streaming-ingestion-policy)',
  },
  streamingHintBytesPerTableHour: {
    value: 1e9,
    unit: 'bytes an hour and table',
    text: 'streamed into one table; above it HintAllocatedRate should be set',
    source: 'Streaming ingestion policy (kusto/management/streaming-ingestion-policy)',
  },
  queriesPerCoreOfNode: {
    value: 10,
    unit: 'queries a core of one node',
    text: 'concurrent queries; the default, an administrator may raise it',
    source: 'Request rate limit policy (kusto/management/request-rate-limit-policy)',
  },
  ingestionsPerCore: {
    value: 0.75,
    unit: 'ingestions a core',
    text: 'concurrent queued ingestions',
    source: 'Capacity policy (kusto/management/capacity-policy)',
  },
  ingestionsPerCluster: {
    value: 512,
    unit: 'ingestions',
    text: 'concurrent queued ingestions in a cluster of any size',
    source: 'Capacity policy (kusto/management/capacity-policy)',
  },
  batchingSpanS: {
    value: 10,
    unit: 'seconds',
    text: 'shortest batching time of queued ingestion, and the one that this package provisions',
    source: 'Ingestion batching policy (kusto/management/batching-policy)',
  },
  batchingItems: {
    value: 500,
    unit: 'blobs',
    text: 'batched into one ingestion, by default',
    source: 'Ingestion batching policy (kusto/management/batching-policy)',
  },
  batchingBytes: {
    value: 1024 * MIB,
    unit: 'bytes',
    text: 'batched into one ingestion, by default',
    source: 'Ingestion batching policy (kusto/management/batching-policy)',
  },
  viewBytesPerSecond: {
    value: 1e9,
    unit: 'bytes a second',
    text: 'ingested into the table of a materialized view (the page says 1 to 2 GB)',
    source: 'Materialized views (kusto/management/materialized-views/materialized-view-overview)',
  },
  leastNodes: {
    value: 2,
    unit: 'nodes',
    text: 'of a cluster with an SLA',
    source: 'Select a SKU (azure/data-explorer/manage-cluster-choose-sku)',
  },
}
