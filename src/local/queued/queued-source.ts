/** One piece of data in queued ingestion, as described by a message in Kusto's queue. */
export interface QueuedSource {
  readonly id: string
  /** The origin of the data, without the secret of its URL. */
  readonly path: string
  readonly database: string
  readonly table: string
  /** Lower case. */
  readonly format: string
  /** Name of the table's ingestion mapping. */
  readonly mapping?: string | undefined
  /** An inline mapping. */
  readonly inlineMapping?: string | undefined
  readonly ignoreFirstRecord?: boolean | undefined
  readonly flushImmediately?: boolean | undefined
  /** `ingest-by:…`, `drop-by:…` and others; only the first kind has a meaning here. */
  readonly tags?: readonly string[] | undefined
  /** Tags (without `ingest-by:`); the source is skipped if the table has one of them. */
  readonly ingestIfNotExists?: readonly string[] | undefined
  /** Bytes, uncompressed. */
  readonly rawBytes: number
  /** What to report in the status queues (kusto/api/netfx/kusto-ingest-client-status.md). */
  readonly reports?: { readonly failures: boolean; readonly successes: boolean } | undefined
}

export type QueuedOutcome =
  | { readonly status: 'succeeded'; readonly source: QueuedSource }
  /** The table has a tag of its `ingestIfNotExists`. */
  | { readonly status: 'skipped'; readonly source: QueuedSource }
  | {
      readonly status: 'failed'
      readonly source: QueuedSource
      readonly code: string
      readonly details: string
      readonly isPermanent: boolean
    }
