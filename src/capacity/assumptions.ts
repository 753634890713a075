/**
 * Values that nobody measured on a cluster and Microsoft does not document. Each has an option of
 * the command or a line in the document.
 */
export interface Assumption {
  readonly value: number
  readonly unit: string
  readonly why: string
}

type AssumptionName =
  | 'ingestLatencyMs'
  | 'queryLatencyMs'
  | 'turnsPerProcess'
  | 'plannedShare'
  | 'leastCompression'
  | 'mostCompression'
  | 'streamedVisibleS'
  | 'queuedIngestionS'

export const ASSUMPTIONS: Readonly<Record<AssumptionName, Assumption>> = {
  ingestLatencyMs: {
    value: 300,
    unit: 'ms',
    why: 'time until a cluster acknowledges a request; Microsoft promises "less than a second" until data is queryable. --ingest-latency-ms sets it',
  },
  queryLatencyMs: {
    value: 100,
    unit: 'ms',
    why: 'time to read one checkpoint from the hot cache. --query-latency-ms sets it',
  },
  turnsPerProcess: {
    value: 50,
    unit: 'turns a second',
    why: 'load of one process, unless --processes is given',
  },
  plannedShare: {
    value: 0.7,
    unit: 'of a limit',
    why: 'planned use of a cluster; the rest is headroom for a peak or a lost node',
  },
  leastCompression: {
    value: 3,
    unit: 'times',
    why: 'smaller in Kusto than as JSON, index included, at worst; Microsoft documents no factor. --compression sets one',
  },
  mostCompression: {
    value: 10,
    unit: 'times',
    why: 'the same at best: rows of a thread are stored together and repeat ids, heads and manifests',
  },
  streamedVisibleS: {
    value: 10,
    unit: 's',
    why: 'until queries show a streamed row, at worst: the upper end of the documented range',
  },
  queuedIngestionS: {
    value: 10,
    unit: 's',
    why: 'duration of an ingestion after the batching time',
  },
}
