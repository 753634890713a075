import type { ConcurrencyLimit } from '../kusto/concurrency-limit.ts'
import type { TableSchema } from '../tables/schema.ts'
import type { IngestPath } from './batch-sender.ts'

/** Where rows go: group commit over streaming, queued or managed ingestion. */
export interface RowSink {
  /**
   * Settles when Kusto has acknowledged all rows of the call, in whichever requests; queries may
   * see them later. Waits while the buffer is full.
   *
   * @param rows - each one a JSON object in UTF-8 without a line break, at most {@link maxRowBytes}
   * @throws KustoSaverError `INGEST_REJECTED`, `INGEST_UNAVAILABLE`, `TOO_LARGE`, `CLOSED`,
   *   `ABORTED`
   */
  write(table: TableSchema, rows: readonly Uint8Array[], options?: WriteOptions): Promise<void>
  /**
   * The same in two steps: buffer space, then the acknowledgement.
   *
   * @throws KustoSaverError `TOO_LARGE`, `CLOSED`, `ABORTED`
   */
  accept(table: TableSchema, rows: readonly Uint8Array[], options?: WriteOptions): AcceptedWrite
  /**
   * The same for all rows of one call at once, in a sink that stores a call as a whole on the local
   * disk: there it is acknowledged when it is on the disk.
   *
   * @throws KustoSaverError `CLOSED`
   */
  acceptCall?(call: RowsOfCall): AcceptedWrite
  /** Waits for everything accepted before the call. */
  flush(): Promise<void>
  /** Flushes, then rejects new writes; safe to call twice. */
  close(): Promise<void>
  /** Size in bytes of the largest row that one request can carry. */
  readonly maxRowBytes: number
  /** The current use of the buffer. */
  readonly fill: SinkFill
  /** For each way of sending, how many requests may be under way and how many wait. */
  readonly turns: readonly IngestTurns[]
}

export interface IngestTurns {
  readonly path: IngestPath
  readonly turns: Pick<ConcurrencyLimit, 'limit' | 'waiting'>
}

/** Rows in memory, waiting or being sent, and the limits at which writes wait. */
export interface SinkFill {
  readonly rows: number
  readonly bytes: number
  readonly maxRows: number
  readonly maxBytes: number
  /** Writes that wait because the buffer is full. */
  readonly waitingWrites: number
  /** Age of the oldest unacknowledged write; 0 if there is none. */
  readonly oldestAgeMs: number
}

/** A write that is not acknowledged yet. */
export interface AcceptedWrite {
  /**
   * Settles when the rows have buffer space, or like `acknowledged`; undefined if they had space at
   * once.
   */
  readonly admitted: Promise<void> | undefined
  readonly acknowledged: Promise<void>
  /**
   * Resolves when Kusto has acknowledged the rows, in a sink that acknowledges them before; never
   * rejects.
   */
  readonly shipped?: Promise<void>
}

/** The rows of one call of the saver. */
export interface RowsOfCall {
  readonly threadId: string
  readonly tables: readonly RowsOfTable[]
}

interface RowsOfTable {
  readonly table: TableSchema
  /** Each one a JSON object in UTF-8 without a line break. */
  readonly rows: readonly Uint8Array[]
}

export interface WriteOptions {
  readonly signal?: AbortSignal
  /** The rows get buffer space at once, are sent when this resolves, and fail if it rejects. */
  readonly after?: Promise<void>
  /** The results of `SinkObserver.callerContext`, if callers had come before. */
  readonly callerContexts?: readonly unknown[]
}
