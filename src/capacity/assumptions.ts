/**
 * What nobody has measured on a cluster and no page of Microsoft's states; each has an option of
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
    why: 'until a cluster acknowledges a request; Microsoft says "less than a second" for data to be queryable. --ingest-latency-ms sets it',
  },
  queryLatencyMs: {
    value: 100,
    unit: 'ms',
    why: 'for reading one checkpoint from the hot cache. --query-latency-ms sets it',
  },
  turnsPerProcess: {
    value: 50,
    unit: 'turns a second',
    why: 'that one process drives when --processes does not say otherwise',
  },
  plannedShare: {
    value: 0.7,
    unit: 'of a limit',
    why: 'that a cluster is planned to use, so that a peak or a lost node does not end in throttling',
  },
  leastCompression: {
    value: 3,
    unit: 'times',
    why: 'smaller in Kusto than as JSON, index included, at worst; no page states a factor. --compression sets one',
  },
  mostCompression: {
    value: 10,
    unit: 'times',
    why: 'the same at best: rows of a thread lie side by side, and their ids, heads and manifests repeat each other',
  },
  streamedVisibleS: {
    value: 10,
    unit: 's',
    why: 'until queries show a streamed row, at worst: the upper end of what the pages on streaming say',
  },
  queuedIngestionS: {
    value: 10,
    unit: 's',
    why: 'that an ingestion of a gathered batch takes after the batching time',
  },
}
