/** Delays until queries see the rows of one request in one table, in milliseconds. */
export interface Arrival {
  /** Between the ingestion and the first query that sees it, for each row. */
  readonly visibleMs: readonly number[]
  /** Between a row's visibility in the table and in its views. */
  readonly viewDeltaLagMs: number
}

export type ArrivalOf = (table: string, rowCount: number) => Arrival

/** Rows of commands and queued ingestion are visible at once. */
export const ARRIVES_AT_ONCE: ArrivalOf = (_, rowCount) => ({
  visibleMs: Array.from({ length: rowCount }, () => 0),
  viewDeltaLagMs: 0,
})
