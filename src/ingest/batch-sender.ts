import type { TableSchema } from '../tables/schema.ts'

/**
 * Why a batch was closed: no part-full batch was being sent (`idle`), it was full (`rows`,
 * `bytes`), its time was up (`linger`), or a caller waits for everything (`flush`, `close`).
 */
export type BatchReason = 'idle' | 'rows' | 'bytes' | 'linger' | 'flush' | 'close'

export interface BatchInfo {
  readonly rows: number
  /** Size of the body, uncompressed. */
  readonly bytes: number
  /** Number of writes with rows in it. */
  readonly callers: number
  readonly reason: BatchReason
  /** The results of `SinkObserver.callerContext` for these writes. */
  readonly contexts: readonly unknown[]
}

/** Sends one closed batch to Kusto: by streaming, through the queue, or by one after the other. */
export interface BatchSender {
  /**
   * Settles when Kusto has acknowledged the batch. The sender is responsible for retries and
   * concurrency limits.
   *
   * @param body - JSON lines in UTF-8, not compressed
   * @throws KustoSaverError `INGEST_REJECTED` (this body will never succeed), `INGEST_UNAVAILABLE`,
   *   `NOT_PROVISIONED`, `CLOSED`
   */
  send(table: TableSchema, body: Uint8Array, batch: BatchInfo): Promise<void>
}

/** Decorates a sender of one ingestion path. */
export type SenderDecorator = (sender: BatchSender, path: IngestPath) => BatchSender

export type IngestPath = 'streaming' | 'queued'
