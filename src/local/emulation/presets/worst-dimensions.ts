import type { FaultRule } from '../faults/fault-rule.ts'
import type { Draw } from './draw.ts'
import type { EmulationSettings } from './emulation-settings.ts'

/** One bad behaviour that Kusto's documentation allows. */
export interface Dimension {
  readonly name: string
  readonly what: string
  /** The public page that allows it. */
  readonly source: string
  readonly settings: (draw: Draw) => DimensionSettings
}

export type DimensionSettings = Omit<EmulationSettings, 'faults'> & {
  readonly rules?: readonly FaultRule[]
}

/**
 * Everything that the preset `worst` turns on; the table in the documentation is generated from
 * this list.
 */
export const WORST_DIMENSIONS: readonly Dimension[] = [
  {
    name: 'request latency',
    what: 'Streaming requests take 40 to 600 ms, queries 10 to 150 ms, commands 10 to 100 ms, enqueuing 40 to 300 ms.',
    source: 'no page promises a latency of requests',
    settings: (draw) => ({
      delays: {
        latencyMs: {
          ingest: [draw.ms(40), draw.ms(600)],
          query: [draw.ms(10), draw.ms(150)],
          mgmt: [draw.ms(10), draw.ms(100)],
          enqueue: [draw.ms(40), draw.ms(300)],
        },
      },
    }),
  },
  {
    name: 'visibility of tables',
    what: 'Queries see acknowledged rows up to 5 to 10 s later, drawn for each request and table.',
    source: 'ingest-data-streaming.md: a latency below 10 seconds; no order among tables',
    settings: (draw) => ({ delays: { visibilityMs: [0, draw.ms(5_000, 10_000)] } }),
  },
  {
    name: 'rows of one request apart',
    what: 'Each row of a request is seen up to 0.5 to 2 s later than the others, drawn row by row.',
    source: 'no page promises that queries see all rows of a streaming request at once',
    settings: (draw) => ({ delays: { rowVisibilityMs: [0, draw.ms(500, 2_000)] } }),
  },
  {
    name: 'view delta',
    what: 'A materialized view by its name shows streamed rows up to 30 to 60 s later than their table.',
    source:
      'ingest-data-streaming.md: cursors follow streamed rows by up to 60 seconds; materialized-view-overview.md: views go by cursors',
    settings: (draw) => ({ delays: { viewDeltaLagMs: [0, draw.ms(30_000, 60_000)] } }),
  },
  {
    name: 'materialized part',
    what: '`materialized_view()` follows its source by 1 s to 5 minutes.',
    source: 'materialized-view-overview.md: materialization runs in the background',
    settings: (draw) => ({ delays: { viewLagMs: [draw.ms(1_000), draw.ms(60_000, 300_000)] } }),
  },
  {
    name: 'results cache',
    what: 'The workload group answers the same query from the results cache for 1 to 5 minutes, unless the query sets its own max age.',
    source: 'management/query-consistency-policy.md: CachedResultsMaxAge; query-results-cache.md',
    settings: (draw) => ({ workload: { cachedResultsMaxAgeMs: draw.ms(60_000, 300_000) } }),
  },
  {
    name: 'weak consistency',
    what: 'The workload group makes queries weakly consistent: each sees a state up to 1 to 2 minutes old, unless it sends `queryconsistency`.',
    source:
      'management/query-consistency-policy.md: QueryConsistency; concepts/query-consistency.md',
    settings: (draw) => ({ workload: { weakStalenessMs: [0, draw.ms(60_000, 120_000)] } }),
  },
  {
    name: 'concurrency',
    what: 'A node of 2 or 4 cores runs 6 streaming requests, 10 queries and 10 commands per core at a time; more get 429.',
    source: 'ingest-data-streaming.md; management/request-rate-limit-policy.md',
    settings: (draw) => ({ limits: { cores: draw.oneOf([2, 4]) } }),
  },
  {
    name: 'throttling and outages',
    what: 'Some requests fail: 429 with or without Retry-After, 503 in plain text, 520.',
    source: 'api/rest/response.md; management/capacity-policy.md',
    settings: (draw) => ({
      rules: [
        { fault: 'status', status: 429, probability: 0.02, endpoint: ['ingest', 'query'] },
        {
          fault: 'status',
          status: 429,
          retryAfterMs: draw.ms(1_000),
          probability: 0.005,
          endpoint: ['ingest', 'query'],
        },
        { fault: 'status', status: 503, probability: 0.01 },
        { fault: 'status', status: 520, permanent: false, probability: 0.005 },
      ],
    }),
  },
  {
    name: 'lost connections',
    what: 'Some connections break before the request is applied, after it (the acknowledgement is lost), or in the middle of the answer.',
    source: 'no page says how a client without an answer can know whether the request was applied',
    settings: () => ({
      rules: [
        { fault: 'lost-acknowledgement', endpoint: 'ingest', probability: 0.03 },
        { fault: 'lost-acknowledgement', endpoint: ['enqueue', 'mgmt'], probability: 0.01 },
        { fault: 'reset', probability: 0.01 },
        { fault: 'cut', endpoint: ['query'], probability: 0.005 },
      ],
    }),
  },
  {
    name: 'redelivery',
    what: 'Some ingestions are applied twice, the second time up to a minute later.',
    source:
      'ingest-data-streaming.md: no tags, so nothing detects duplicates; ingest-data-overview.md: queued ingestion delivers at least once',
    settings: (draw) => ({
      rules: [{ fault: 'redelivery', delayMs: [0, draw.ms(60_000)], probability: 0.03 }],
    }),
  },
  {
    name: 'order',
    what: 'The rows of some requests become visible another 1 to 30 s later, long after rows that were sent afterwards.',
    source: 'ingestion-time-function.md: no order among overlapping ingestions',
    settings: (draw) => ({
      rules: [{ fault: 'reorder', delayMs: [draw.ms(1_000), draw.ms(30_000)], probability: 0.05 }],
    }),
  },
  {
    name: 'slow answers',
    what: 'Some requests take 1 to 5 s, before or after they are applied.',
    source: 'no page promises a latency of requests',
    settings: (draw) => ({
      rules: [
        { fault: 'slow', delayMs: [draw.ms(1_000), draw.ms(5_000)], probability: 0.01 },
        {
          fault: 'slow',
          phase: 'after',
          delayMs: [draw.ms(1_000), draw.ms(5_000)],
          probability: 0.01,
        },
      ],
    }),
  },
  {
    name: 'partial failures',
    what: 'Some queries answer HTTP 200 with rows and an error between them.',
    source: 'concepts/partial-query-failures.md',
    settings: () => ({ rules: [{ fault: 'partial-failure', probability: 0.01 }] }),
  },
  {
    name: 'clock of the cluster',
    what: 'The cluster’s clock is up to 10 minutes ahead of or behind the clock that it was opened with.',
    source: 'no page promises that the clocks of clients and the cluster agree',
    settings: (draw) => ({ clock: { offsetMs: draw.between(-600_000, 600_000) } }),
  },
  {
    name: 'retention of the database',
    what: 'The database keeps rows for 20 days: tables and views without a retention policy of their own inherit it.',
    source: 'management/retention-policy.md',
    settings: () => ({ databaseRetentionDays: 20 }),
  },
]
