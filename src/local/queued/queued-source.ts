/**
 * One piece of data on its way through queued ingestion: what a message in Kusto's queue says of
 * its blob.
 */
export interface QueuedSource {
  readonly id: string
  /** Where the data came from, without the secret of its address. */
  readonly path: string
  readonly database: string
  readonly table: string
  /** Lower case. */
  readonly format: string
  /** Name of the table's ingestion mapping. */
  readonly mapping?: string | undefined
  /** A mapping written out. */
  readonly inlineMapping?: string | undefined
  readonly ignoreFirstRecord?: boolean | undefined
  readonly flushImmediately?: boolean | undefined
  /** `ingest-by:…`, `drop-by:…` and others; only the first kind means something here. */
  readonly tags?: readonly string[] | undefined
  /** Tags (without `ingest-by:`) that make the table refuse this source when it has one of them. */
  readonly ingestIfNotExists?: readonly string[] | undefined
  /** Bytes, uncompressed. */
  readonly rawBytes: number
  /** What is told in the status queues (kusto/api/netfx/kusto-ingest-client-status.md). */
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
