import type { TableSchema } from '../tables/schema.ts'
import type { Batch } from './batch.ts'
import type { BatchSender } from './batch-sender.ts'
import { BufferSpace, type Claim } from './buffer-space.ts'
import type { Clock } from '../clock.ts'
import { deliverBatch } from './deliver-batch.ts'
import { keepProcessAlive } from './keep-process-alive.ts'
import { LINE_BREAK_BYTES, PendingWrite } from './pending-write.ts'
import type { AcceptedWrite, IngestTurns, RowSink, SinkFill, WriteOptions } from './row-sink.ts'
import type { ObserverGuard } from './sink-observer.ts'
import type { ResolvedSinkOptions } from './sink-options.ts'
import { TableLane } from './table-lane.ts'
import { abortedError, closedError, tooLargeError } from './write-errors.ts'

export interface GroupCommitParts {
  readonly sender: BatchSender
  readonly options: ResolvedSinkOptions
  readonly clock: Clock
  readonly observer: ObserverGuard
  /** The turns that the sender's requests wait for. */
  readonly turns?: readonly IngestTurns[]
}

/**
 * Many writes, few requests: rows of overlapping writes to one table share requests, and each write
 * settles by the outcome of its own rows.
 *
 * A write passes through these states, with one setter each, and only moves forward:
 *
 * - *admitted or waiting for space* ({@link BufferSpace}): the buffer is limited in rows and bytes,
 *   over all tables and including rows being sent. A write that does not fit waits. Nothing is ever
 *   dropped.
 * - *held*, if it was passed with `after`: it has its space and waits for that promise.
 * - *queued* ({@link TableLane}): its rows wait in order until the lane closes a batch.
 * - *under way* ({@link Batch}): its rows are in one or more requests, of which at most
 *   `maxConcurrentIngests` exist.
 * - *settled* ({@link PendingWrite}): all rows acknowledged, or the first failure, or aborted.
 *   Queued rows of a failed or aborted write are removed; requests already sent run to their end.
 *
 * The sink is *open*, then *closing* (rejects new writes and settles accepted ones), then *closed*.
 */
export class GroupCommit implements RowSink {
  readonly maxRowBytes: number
  readonly #parts: GroupCommitParts
  readonly #space: BufferSpace
  readonly #unsettled = new Set<PendingWrite>()
  readonly #underWay = new Set<Promise<void>>()
  /** In sending order: a lane that has sent moves to the end. */
  #lanes: TableLane[] = []
  #slotsTaken = 0
  #flushes = 0
  #isClosing = false
  #closed: Promise<void> | undefined

  constructor(parts: GroupCommitParts) {
    const { maxBatchBytes, maxBufferedRows, maxBufferedBytes } = parts.options
    this.#parts = parts
    this.maxRowBytes = maxBatchBytes - LINE_BREAK_BYTES
    this.#space = new BufferSpace({ maxRows: maxBufferedRows, maxBytes: maxBufferedBytes })
  }

  get fill(): SinkFill {
    const { options, clock } = this.#parts
    const [oldest] = this.#unsettled
    return {
      ...this.#space.fill,
      maxRows: options.maxBufferedRows,
      maxBytes: options.maxBufferedBytes,
      oldestAgeMs: oldest === undefined ? 0 : clock.nowMs() - oldest.arrivedAtMs,
    }
  }

  get turns(): readonly IngestTurns[] {
    return this.#parts.turns ?? []
  }

  async write(
    table: TableSchema,
    rows: readonly Uint8Array[],
    options: WriteOptions = {},
  ): Promise<void> {
    const { admitted, acknowledged } = this.accept(table, rows, options)
    if (admitted !== undefined) await admitted
    await acknowledged
  }

  accept(
    table: TableSchema,
    rows: readonly Uint8Array[],
    options: WriteOptions = {},
  ): AcceptedWrite {
    this.#refuseUnusable(table, rows, options.signal)
    if (rows.length === 0) return { admitted: undefined, acknowledged: Promise.resolve() }
    const { clock, observer } = this.#parts
    const write = new PendingWrite(table, rows, {
      arrivedAtMs: clock.nowMs(),
      contexts: options.callerContexts ?? [observer.callerContext()],
    })
    return { admitted: this.#enter(write, options), acknowledged: write.settled }
  }

  async flush(): Promise<void> {
    this.#flushes += 1
    this.#sendNow()
    try {
      await keepProcessAlive(this.#drained())
    } finally {
      this.#flushes -= 1
    }
  }

  close(): Promise<void> {
    this.#closed ??= this.#setClosing()
    return this.#closed
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close()
  }

  #setClosing(): Promise<void> {
    this.#isClosing = true
    this.#sendNow()
    return keepProcessAlive(this.#drained())
  }

  /** Settles when all writes accepted so far have settled and none of their requests is running. */
  async #drained(): Promise<void> {
    await Promise.allSettled([...this.#unsettled].map((write) => write.settled))
    await Promise.all(this.#underWay)
  }

  #refuseUnusable(
    table: TableSchema,
    rows: readonly Uint8Array[],
    signal: AbortSignal | undefined,
  ): void {
    if (this.#isClosing) throw closedError(table)
    if (signal?.aborted === true) throw abortedError(table)
    const largest = rows.reduce((most, row) => Math.max(most, row.byteLength), 0)
    if (largest > this.maxRowBytes) throw tooLargeError(table, largest, this.maxRowBytes)
  }

  /**
   * Starts a write. Creates promises only for a write that waits, which is rare: in an application
   * with a context manager, Node 20 calls the manager for every promise
   * (nodejs.org/docs/latest-v20.x/api/async_context.html).
   */
  #enter(write: PendingWrite, { signal, after }: WriteOptions): Promise<void> | undefined {
    this.#unsettled.add(write)
    let admit: (() => void) | undefined
    const claim = {
      ...write.untaken(),
      admitted: () => {
        if (after === undefined) this.#setQueued(write)
        else void this.#queueAfter(write, after)
        admit?.()
      },
    }
    this.#listen(write, claim, signal)
    if (this.#space.claim(claim)) return undefined
    const { rows, bytes } = claim
    const { observer, clock } = this.#parts
    observer.notify((to) => to.writeBlocked?.({ table: write.table.name, rows, bytes }))
    const admitted = new Promise<void>((resolve) => {
      admit = resolve
    })
    return Promise.race([admitted, write.settled]).finally(() => {
      const waitedMs = clock.nowMs() - write.arrivedAtMs
      observer.notify((to) => to.writeUnblocked?.({ waitedMs }))
    })
  }

  /** Until the write settles, an abort withdraws the rows that are not being sent. */
  #listen(write: PendingWrite, claim: Claim, signal: AbortSignal | undefined): void {
    const abort = (): void => {
      if (this.#space.withdraw(claim) || this.#dropQueued(write))
        write.fail(abortedError(write.table))
    }
    signal?.addEventListener('abort', abort, { once: true })
    const settled = (): void => {
      signal?.removeEventListener('abort', abort)
      this.#unsettled.delete(write)
    }
    write.settled.then(settled, settled)
  }

  /** Never rejects. */
  async #queueAfter(write: PendingWrite, before: Promise<void>): Promise<void> {
    try {
      await before
    } catch (error) {
      this.#space.release(write.untaken())
      write.fail(error)
      return
    }
    this.#setQueued(write)
  }

  #setQueued(write: PendingWrite): void {
    const lane = this.#laneOf(write.table)
    lane.enqueue(write)
    this.#parts.observer.notify((observer) => observer.queueChanged?.(lane.depth()))
    if (this.#flushes > 0 || this.#isClosing) this.#sendNow()
    this.#pump()
  }

  /** False if none of the write's rows was queued any more. */
  #dropQueued(write: PendingWrite): boolean {
    const lane = this.#laneOf(write.table)
    const dropped = lane.drop(write)
    if (dropped.rows === 0) return false
    this.#parts.observer.notify((observer) => observer.queueChanged?.(lane.depth()))
    this.#space.release(dropped)
    return true
  }

  #sendNow(): void {
    const reason = this.#isClosing ? 'close' : 'flush'
    for (const lane of this.#lanes) lane.sendNow(reason)
  }

  /** Sends due batches, lane by lane in turn, while there are free slots. */
  #pump(): void {
    while (this.#slotsTaken < this.#parts.options.maxConcurrentIngests) {
      const turn = firstReady(this.#lanes.filter((lane) => this.#hasSlotFor(lane)))
      if (turn === undefined) return
      this.#lanes = [...this.#lanes.filter((lane) => lane !== turn.lane), turn.lane]
      this.#reportClosed(turn)
      this.#setUnderWay(turn.lane, turn.batch)
    }
  }

  #reportClosed({ lane, batch }: { lane: TableLane; batch: Batch }): void {
    const { clock, observer } = this.#parts
    const waitedMs = clock.nowMs() - (batch.parts[0]?.write.arrivedAtMs ?? clock.nowMs())
    observer.notify((to) => {
      to.queueChanged?.(lane.depth())
      to.batchClosed?.({ waitedMs })
    })
  }

  /**
   * Hanging requests may keep their slots until their time-out. So a table with late batches leaves
   * a quarter of the slots to other tables, and all such tables together leave one.
   */
  #hasSlotFor(lane: TableLane): boolean {
    const { late } = lane
    if (late === 0) return true
    const { maxConcurrentIngests: slots } = this.#parts.options
    return late < Math.ceil(slots * 0.75) && (slots < 4 || this.#slotsTaken < slots - 1)
  }

  #setUnderWay(lane: TableLane, batch: Batch): void {
    this.#slotsTaken += 1
    const delivery = deliverBatch(batch, this.#parts.sender, (write) => this.#dropQueued(write))
    this.#underWay.add(delivery)
    // never rejects
    void delivery.then(() => this.#setDone(lane, batch, delivery))
  }

  #setDone(lane: TableLane, batch: Batch, delivery: Promise<void>): void {
    this.#underWay.delete(delivery)
    this.#slotsTaken -= 1
    lane.finished(batch)
    this.#space.release(batch.info)
    this.#pump()
  }

  #laneOf(table: TableSchema): TableLane {
    const known = this.#lanes.find((lane) => lane.table.name === table.name)
    if (known !== undefined) return known
    const { options, clock } = this.#parts
    const { batchSize, maxBatchBytes, lingerMs } = options
    const onDue = (): void => this.#pump()
    const lane = new TableLane(table, { batchSize, maxBatchBytes, lingerMs, clock, onDue })
    this.#lanes.push(lane)
    return lane
  }
}

function firstReady(lanes: readonly TableLane[]): { lane: TableLane; batch: Batch } | undefined {
  for (const lane of lanes) {
    const batch = lane.next()
    if (batch !== undefined) return { lane, batch }
  }
  return undefined
}
