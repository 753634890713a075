import type { IngestionMode } from '../../ingest/sink-options.ts'

const HOUR_MS = 3_600_000

/**
 * Queued ingestion tries for up to 48 hours while Kusto is failing
 * (data-explorer/ingest-data-overview.md).
 */
const QUEUED_MS = 48 * HOUR_MS

/**
 * A streamed row is queryable within seconds (data-explorer/ingest-data-streaming.md): an hour
 * leaves room for a failing node.
 */
const STREAMED_MS = HOUR_MS

/**
 * How long an acknowledged row may take until queries return it. What is missing for longer is not
 * late but gone.
 *
 * A quarter of the retention bounds it: a checkpoint outlives the values that it carries over by
 * two thirds of the retention at least, so a state that has expired is still there to say so.
 */
export function arrivalWindowMs(retentionMs: number, ingestion: IngestionMode): number {
  return Math.min(ingestion === 'streaming' ? STREAMED_MS : QUEUED_MS, retentionMs / 4)
}

/**
 * How long acknowledged rows may be invisible before health and alerts speak. A streamed row is
 * visible within seconds; a queued one after its table's batching time, up to 5 minutes by default
 * and 30 at most (kusto/management/batching-policy.md).
 */
export const LAG_BOUNDS_MS: Readonly<
  Record<IngestionMode, { readonly warning: number; readonly critical: number }>
> = {
  streaming: { warning: 2 * 60_000, critical: 10 * 60_000 },
  managed: { warning: 10 * 60_000, critical: 30 * 60_000 },
  queued: { warning: 10 * 60_000, critical: 30 * 60_000 },
}

/** How far the view may be behind: reads stay right and become slow. */
export const VIEW_AGE_BOUND_MS: number = HOUR_MS

/**
 * Batching takes up to 30 minutes (kusto/management/batching-policy.md), and as long again to
 * ingest is no reason to worry yet.
 */
const QUEUED_OVERDUE_MS = HOUR_MS

const STREAMED_OVERDUE_MS = 5 * 60_000

/** After how long a row that queries do not return is worth a word. */
export function overdueAfterMs(arrivalMs: number, ingestion: IngestionMode): number {
  return Math.min(ingestion === 'streaming' ? STREAMED_OVERDUE_MS : QUEUED_OVERDUE_MS, arrivalMs)
}
