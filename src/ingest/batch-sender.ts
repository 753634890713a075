import type { TableSchema } from '../tables/schema.ts'

/**
 * Why a batch was closed: nothing part-full was under way (`idle`), it was full (`rows`, `bytes`),
 * its time was up (`linger`), or somebody waits for everything (`flush`, `close`).
 */
export type BatchReason = 'idle' | 'rows' | 'bytes' | 'linger' | 'flush' | 'close'

export interface BatchInfo {
  readonly rows: number
  /** Of the body, uncompressed. */
  readonly bytes: number
  /** How many writes have rows in it. */
  readonly callers: number
  readonly reason: BatchReason
  /** What `SinkObserver.callerContext` gave for each of these writes. */
  readonly contexts: readonly unknown[]
}

/** Carries one closed batch to Kusto: by streaming, by the queue, or by one after the other. */
export interface BatchSender {
  /**
   * Settles when Kusto has acknowledged the batch. Retries and limits of concurrency are the
   * sender's.
   *
   * @param body - JSON lines in UTF-8, not compressed
   * @throws KustoSaverError `INGEST_REJECTED` (this body will never do), `INGEST_UNAVAILABLE`,
   * `NOT_PROVISIONED`, `CLOSED`
   */
  send(table: TableSchema, body: Uint8Array, batch: BatchInfo): Promise<void>
}

/** Puts something around a sender that carries batches over one path. */
export type SenderDecorator = (sender: BatchSender, path: IngestPath) => BatchSender

export type IngestPath = 'streaming' | 'queued'
