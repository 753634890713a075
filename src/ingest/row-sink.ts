import type { ConcurrencyLimit } from '../kusto/concurrency-limit.ts'
import type { TableSchema } from '../tables/schema.ts'
import type { IngestPath } from './batch-sender.ts'

/**
 * Where rows go: group commit over streaming ingestion today; queued and managed stand behind the
 * same port.
 */
export interface RowSink {
  /**
   * Settles when Kusto has acknowledged all rows of the call, whatever requests they went in;
   * queries may see them later. Waits while the buffer is full.
   *
   * @param rows - each one JSON object in UTF-8 without a line break, at most {@link maxRowBytes}
   * @throws KustoSaverError `INGEST_REJECTED`, `INGEST_UNAVAILABLE`, `TOO_LARGE`, `CLOSED`,
   * `ABORTED`
   */
  write(table: TableSchema, rows: readonly Uint8Array[], options?: WriteOptions): Promise<void>
  /**
   * The same in two steps: a place in the buffer, and the acknowledgement.
   *
   * @throws KustoSaverError `TOO_LARGE`, `CLOSED`, `ABORTED`
   */
  accept(table: TableSchema, rows: readonly Uint8Array[], options?: WriteOptions): AcceptedWrite
  /** Waits for everything handed over before the call. */
  flush(): Promise<void>
  /** Flushes, then refuses; safe to call twice. */
  close(): Promise<void>
  /** Largest row in bytes that one request can carry. */
  readonly maxRowBytes: number
  /** How full the buffer is at this moment. */
  readonly fill: SinkFill
  /** For each way of sending, how many requests may be under way and how many wait. */
  readonly turns: readonly IngestTurns[]
}

export interface IngestTurns {
  readonly path: IngestPath
  readonly turns: Pick<ConcurrencyLimit, 'limit' | 'waiting'>
}

/** Rows in memory, waiting or under way, and the bounds at which writes begin to wait. */
export interface SinkFill {
  readonly rows: number
  readonly bytes: number
  readonly maxRows: number
  readonly maxBytes: number
  /** Writes that found the buffer full and wait for room. */
  readonly waitingWrites: number
  /** How long the oldest write that is not acknowledged has been here; 0 when there is none. */
  readonly oldestAgeMs: number
}

/** Rows on their way. */
export interface AcceptedWrite {
  /**
   * Settles when the rows have a place in the buffer, or as `acknowledged` does; undefined when
   * they had one at once.
   */
  readonly admitted: Promise<void> | undefined
  readonly acknowledged: Promise<void>
}

export interface WriteOptions {
  readonly signal?: AbortSignal
  /**
   * The rows have their place in the buffer at once, are sent when this resolves, and fail as it
   * does.
   */
  readonly after?: Promise<void>
}
