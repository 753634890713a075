/** How late queries see what one request brings into one table, in milliseconds. */
export interface Arrival {
  /** Between the ingestion and the first query that sees it, for each row. */
  readonly visibleMs: readonly number[]
  /** Between a row's visibility in the table and in the views on it. */
  readonly viewDeltaLagMs: number
}

export type ArrivalOf = (table: string, rowCount: number) => Arrival

/** What commands and queued ingestion bring is there at once. */
export const ARRIVES_AT_ONCE: ArrivalOf = (_, rowCount) => ({
  visibleMs: Array.from({ length: rowCount }, () => 0),
  viewDeltaLagMs: 0,
})
