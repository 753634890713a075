import type { TableSchema } from '../tables/schema.ts'
import { Batch, type BatchedWrite } from './batch.ts'
import type { BatchReason } from './batch-sender.ts'
import type { Clock } from '../clock.ts'
import { takeBatchedWrites } from './take-batched-writes.ts'
import { LaneTraffic } from './lane-traffic.ts'
import { atEndOfTurn } from './end-of-turn.ts'
import type { PendingWrite } from './pending-write.ts'
import type { QueueDepth } from './sink-observer.ts'

export interface LaneOptions {
  readonly batchSize: number
  readonly maxBatchBytes: number
  readonly lingerMs: number
  readonly clock: Clock
  /** Called when waiting rows become due. */
  readonly onDue: () => void
}

type DueReason = Exclude<BatchReason, 'rows' | 'bytes'>

type LaneState =
  | { readonly name: 'empty' }
  | { readonly name: 'gathering'; readonly cancel: () => void }
  | { readonly name: 'due'; readonly reason: DueReason }

/**
 * The waiting rows of one table, in order.
 *
 * - `empty`: no row waits.
 * - `gathering`: rows wait and others may still join them, until the end of this turn of the event
 *   loop (calls made together are sent together, and no answer of Kusto could be read earlier
 *   anyway) or until the linger timer fires. Moves to `due`, or to `empty` if its rows are removed.
 * - `due`: rows are sent as soon as no part-full batch of this table is running, or that one is
 *   late. Moves to `empty` when they are sent.
 *
 * In `gathering` and `due`, a full batch only waits for a free slot of the sink. A part-full batch
 * waits for the previous part-full one and fills up meanwhile, which is the group commit; the tail
 * of a large value still goes together with its full batches. It waits for a second at most: a
 * hanging or retried request must not hold up the writes of other threads.
 */
export class TableLane {
  readonly table: TableSchema
  readonly #options: LaneOptions
  readonly #queue: PendingWrite[] = []
  #state: LaneState = { name: 'empty' }
  #rows = 0
  #bytes = 0
  readonly #traffic: LaneTraffic

  constructor(table: TableSchema, options: LaneOptions) {
    this.table = table
    this.#options = options
    this.#traffic = new LaneTraffic(options.clock, options.onDue)
  }

  /** Number of its batches that take longer than a healthy ingestion. */
  get late(): number {
    return this.#traffic.late
  }

  depth(): QueueDepth {
    const oldestAtMs = this.#queue[0]?.arrivedAtMs
    return { table: this.table.name, rows: this.#rows, bytes: this.#bytes, oldestAtMs }
  }

  enqueue(write: PendingWrite): void {
    const { rows, bytes } = write.untaken()
    this.#queue.push(write)
    this.#rows += rows
    this.#bytes += bytes
    if (this.#state.name === 'empty') this.#setGathering()
  }

  /** Removes the rows of a write that are in no request yet, and returns their size. */
  drop(write: PendingWrite): { rows: number; bytes: number } {
    const index = this.#queue.indexOf(write)
    if (index === -1) return { rows: 0, bytes: 0 }
    this.#queue.splice(index, 1)
    const dropped = write.untaken()
    this.#shrink(dropped)
    return dropped
  }

  /** Ends the linger time of waiting rows. */
  sendNow(reason: 'flush' | 'close'): void {
    if (this.#options.lingerMs > 0 && this.#state.name === 'gathering') this.#setDue(reason)
  }

  /** The next batch to send, which then counts as running; undefined if none is due. */
  next(): Batch | undefined {
    const reason = this.#isFull() ? 'full' : this.#dueReason()
    if (reason === undefined) return undefined
    const parts = takeBatchedWrites(this.#queue, this.#options)
    const batch = new Batch(this.table, parts, reason === 'full' ? this.#fullBy(parts) : reason)
    this.#traffic.begin(batch)
    this.#shrink(batch.info)
    return batch
  }

  /** A batch returned by {@link next} has ended, in whatever way. */
  finished(batch: Batch): void {
    this.#traffic.end(batch)
  }

  /**
   * At `maxBatchBytes` or above, either the rows fill a batch exactly or the next one no longer
   * fits.
   */
  #isFull(): boolean {
    return this.#rows >= this.#options.batchSize || this.#bytes >= this.#options.maxBatchBytes
  }

  #fullBy(parts: readonly BatchedWrite[]): 'rows' | 'bytes' {
    const rows = parts.reduce((sum, part) => sum + part.rows.length, 0)
    return rows === this.#options.batchSize ? 'rows' : 'bytes'
  }

  #dueReason(): DueReason | undefined {
    if (this.#state.name !== 'due') return undefined
    return this.#traffic.mayGo() ? this.#state.reason : undefined
  }

  #shrink(by: { readonly rows: number; readonly bytes: number }): void {
    this.#rows -= by.rows
    this.#bytes -= by.bytes
    if (this.#rows === 0) this.#setEmpty()
  }

  #setEmpty(): void {
    if (this.#state.name === 'gathering') this.#state.cancel()
    this.#state = { name: 'empty' }
  }

  #setGathering(): void {
    const { lingerMs, clock } = this.#options
    const cancel =
      lingerMs === 0
        ? atEndOfTurn(() => {
            this.#setDue('idle')
          })
        : clock.schedule(() => {
            this.#setDue('linger')
          }, lingerMs)
    this.#state = { name: 'gathering', cancel }
  }

  #setDue(reason: DueReason): void {
    if (this.#state.name === 'gathering') this.#state.cancel()
    this.#state = { name: 'due', reason }
    this.#options.onDue()
  }
}
