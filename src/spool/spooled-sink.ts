import type {
  AcceptedWrite,
  IngestTurns,
  RowSink,
  RowsOfCall,
  SinkFill,
  WriteOptions,
} from '../ingest/row-sink.ts'
import { closedError } from '../ingest/write-errors.ts'
import type { TableSchema } from '../tables/schema.ts'
import type { Spool } from './spool.ts'

/**
 * A sink that stores rows on the local disk and acknowledges them there; the {@link Spool} sends
 * them on.
 *
 * A call is *waiting for space* while the spool is full, *being stored*, *stored* when it is on the
 * disk, which acknowledges it, and *shipped* when Kusto has acknowledged it.
 */
export class SpooledSink implements RowSink {
  readonly #inner: RowSink
  readonly #spool: Spool
  #closed: Promise<void> | undefined

  constructor(inner: RowSink, spool: Spool) {
    this.#inner = inner
    this.#spool = spool
  }

  get maxRowBytes(): number {
    return this.#inner.maxRowBytes
  }

  /** Status of the rows being sent; `Spool.status` covers those on disk. */
  get fill(): SinkFill {
    return this.#inner.fill
  }

  get turns(): readonly IngestTurns[] {
    return this.#inner.turns
  }

  acceptCall(call: RowsOfCall): AcceptedWrite {
    const [first] = call.tables
    if (first === undefined) return { admitted: undefined, acknowledged: Promise.resolve() }
    if (this.#closed !== undefined) throw closedError(first.table)
    return this.#spool.accept(call)
  }

  accept(table: TableSchema, rows: readonly Uint8Array[]): AcceptedWrite {
    const [first] = rows
    if (first === undefined) return { admitted: undefined, acknowledged: Promise.resolve() }
    return this.acceptCall({ threadId: threadOf(first), tables: [{ table, rows }] })
  }

  async write(
    table: TableSchema,
    rows: readonly Uint8Array[],
    _options?: WriteOptions,
  ): Promise<void> {
    await this.accept(table, rows).acknowledged
  }

  /**
   * Sends all waiting rows; settles when Kusto has acknowledged them.
   *
   * @throws KustoSaverError why rows could not be sent; they stay on the disk
   */
  flush(): Promise<void> {
    return this.#spool.flush()
  }

  /**
   * Sends waiting rows for a limited time. Does not reject if rows stay on disk: the next process
   * sends them.
   */
  close(): Promise<void> {
    this.#closed ??= this.#close()
    return this.#closed
  }

  async #close(): Promise<void> {
    await this.#spool.close()
    // its requests may hang, and what they send is on the disk
    void this.#inner.close().catch(() => undefined)
  }
}

function threadOf(row: Uint8Array): string {
  const parsed: unknown = JSON.parse(Buffer.from(row).toString('utf8'))
  const hasThread = typeof parsed === 'object' && parsed !== null && 'thread_id' in parsed
  return hasThread && typeof parsed.thread_id === 'string' ? parsed.thread_id : ''
}
