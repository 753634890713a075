import type { Clock } from '../clock.ts'
import { BufferSpace } from '../ingest/buffer-space.ts'
import { keepProcessAlive } from '../ingest/keep-process-alive.ts'
import type { AcceptedWrite, RowSink, RowsOfCall } from '../ingest/row-sink.ts'
import { closedError } from '../ingest/write-errors.ts'
import { CHECKPOINTS } from '../tables/schema.ts'
import { loadDriver } from '../sqlite/driver.ts'
import { DiskCommit } from './disk-commit.ts'
import { Shipper } from './shipper.ts'
import { damagedError, failureOf, refusedError } from './spool-errors.ts'
import { claimFiles } from './spool-slots.ts'
import type { ResolvedSpoolOptions } from './spool-options.ts'
import type { SpoolObserver, SpoolStatus } from './spool-status.ts'
import { countRows, encodedBytes, type StoredCall } from './spooled-call.ts'
import { ThreadFiles } from './thread-files.ts'
import type { GroupLimits } from './thread-queue.ts'
import type { WaitingCall } from './waiting-call.ts'

export interface SpoolParts {
  readonly options: ResolvedSpoolOptions
  /** The database that the rows are for; empty if unknown. */
  readonly target: string
  /** Where rows go from the spool. */
  readonly sink: Pick<RowSink, 'write'>
  readonly clock: Clock
  readonly limits: GroupLimits
  readonly observer?: SpoolObserver
  /**
   * Called with each call that a file held on opening, in order; returns what to call when Kusto
   * has acknowledged it.
   *
   * @throws Error if its rows cannot be read
   */
  readonly onFound: (call: RowsOfCall) => () => void
}

interface Opened {
  /** Takes the calls of threads that have none elsewhere. */
  readonly own: DiskCommit
  readonly disks: readonly DiskCommit[]
}

/**
 * Rows on the local disk until Kusto has acknowledged them.
 *
 * Opens at once in the background. What fails then fails every call, and the next call tries again:
 * nothing is read or written before everything that the files hold is known.
 */
export class Spool {
  readonly #parts: SpoolParts
  readonly #space: BufferSpace
  readonly #shipper: Shipper
  readonly #threadFiles = new ThreadFiles<DiskCommit>()
  /** Rejects calls that wait for space. */
  readonly #waiting = new Set<(error: unknown) => void>()
  #opening: Promise<Opened> | undefined
  #failure: string | undefined

  constructor(parts: SpoolParts) {
    this.#parts = parts
    const { options, clock, sink, limits, observer = {} } = parts
    this.#space = new BufferSpace({ maxRows: Number.POSITIVE_INFINITY, maxBytes: options.maxBytes })
    this.#shipper = new Shipper({
      sink,
      clock,
      limits,
      observer,
      lingerMs: options.lingerMs,
      catchUpBytesPerSecond: options.catchUpBytesPerSecond,
      onShipped: (calls) => {
        for (const { call } of calls) {
          this.#threadFiles.release(call.threadId)
          this.#space.release(call)
        }
      },
    })
    this.#open().catch(() => undefined)
  }

  get status(): SpoolStatus {
    const queues = [...this.#shipper.queues]
    const refused = queues.filter(({ refusal }) => refusal !== undefined)
    const rowsOf = (all: typeof queues) =>
      all.reduce((sum, { calls }) => sum + calls.reduce((rows, { call }) => rows + call.rows, 0), 0)
    const oldestAtMs = queues.reduce(
      (oldest, { calls }) => Math.min(oldest, calls[0]?.call.atMs ?? oldest),
      Number.POSITIVE_INFINITY,
    )
    const { bytes, waitingWrites } = this.#space.fill
    return {
      rows: rowsOf(queues),
      bytes,
      maxBytes: this.#parts.options.maxBytes,
      waitingCalls: waitingWrites,
      oldestAgeMs: queues.length === 0 ? 0 : Math.max(0, Date.now() - oldestAtMs),
      refusedRows: rowsOf(refused),
      refusedThreads: refused.length,
      refusedReason: refused[0]?.refusal?.reason,
      isAway: this.#shipper.isAway,
      failure: this.#failure,
    }
  }

  /**
   * Every call begins here: waits until all that the files hold is known.
   *
   * @param operation - `put`, `getTuple`, …, for the error
   * @param threadId - the thread of the call, if it has one
   * @throws KustoSaverError `SPOOL_REFUSED` if Kusto refuses rows of the thread; `SPOOL_DAMAGED`,
   *   `SPOOL_FAILED`, `NEWER_FORMAT`, `INVALID_OPTION` if the files cannot be opened
   */
  async enter(operation: string, threadId?: string): Promise<void> {
    try {
      await this.#open()
    } catch (error) {
      throw failureOf(operation, error)
    }
    const queue = threadId === undefined ? undefined : this.#shipper.refusalOf(threadId)
    const [first] = queue?.calls ?? []
    if (queue?.refusal === undefined || first === undefined) return
    const rows = queue.calls.reduce((sum, { call }) => sum + call.rows, 0)
    const { reason } = queue.refusal
    throw failureOf(
      operation,
      refusedError(queue.threadId, reason, { rows, path: first.file.path }),
    )
  }

  /** Acknowledged when the call is on the disk. */
  accept(call: RowsOfCall): AcceptedWrite {
    const size = { rows: countRows(call), bytes: encodedBytes(call) }
    const admitted = this.#admit(size)
    let ship: (() => void) | undefined
    const shipped = new Promise<void>((resolve) => {
      ship = resolve
    })
    const context = this.#parts.observer?.callerContext?.()
    const acknowledged = this.#store(call, size, admitted, { shipped: () => ship?.(), context })
    // whoever waits for space does not listen yet
    acknowledged.catch(() => undefined)
    return { admitted, acknowledged, shipped }
  }

  /** @throws KustoSaverError why calls that waited could not be sent; they stay */
  async flush(): Promise<void> {
    await this.#stored(await this.#open())
    await keepProcessAlive(this.#shipper.flush())
  }

  /** Sends for a while, then closes the files. Never rejects. */
  async close(): Promise<void> {
    const opened = await this.#open().catch(() => undefined)
    if (opened === undefined) return
    await this.#stored(opened)
    await this.#withinTime(this.#shipper.flush().catch(() => undefined))
    this.#shipper.stop()
    for (const giveUp of this.#waiting) giveUp(closedError(CHECKPOINTS))
    for (const { file } of opened.disks) file.close()
  }

  /** Undefined if there is space at once. */
  #admit(size: { readonly rows: number; readonly bytes: number }): Promise<void> | undefined {
    let admit: (() => void) | undefined
    const claim = { ...size, admitted: () => admit?.() }
    if (this.#space.claim(claim)) return undefined
    return new Promise<void>((resolve, reject) => {
      const giveUp = (error: unknown): void => {
        this.#space.withdraw(claim)
        reject(error)
      }
      this.#waiting.add(giveUp)
      admit = () => {
        this.#waiting.delete(giveUp)
        resolve()
      }
    })
  }

  /** Waits for everything that is being stored. */
  async #stored({ disks }: Opened): Promise<void> {
    await Promise.all(disks.map((disk) => disk.settled()))
  }

  async #store(
    call: RowsOfCall,
    size: { readonly rows: number; readonly bytes: number },
    admitted: Promise<void> | undefined,
    caller: Pick<WaitingCall, 'shipped' | 'context'>,
  ): Promise<void> {
    if (admitted !== undefined) await admitted
    try {
      const { own } = await this.#open()
      const disk = this.#threadFiles.take(call.threadId, own)
      const stored = await this.#append(disk, call)
      this.#failure = undefined
      this.#shipper.add({ call: stored, file: disk.file, ...caller })
    } catch (error) {
      this.#space.release(size)
      this.#failure = error instanceof Error ? error.message : String(error)
      throw error
    }
  }

  async #append(disk: DiskCommit, call: RowsOfCall): Promise<StoredCall> {
    try {
      return await disk.append(call)
    } catch (error) {
      this.#threadFiles.release(call.threadId)
      throw error
    }
  }

  async #withinTime(work: Promise<void>): Promise<void> {
    const { clock, options } = this.#parts
    let cancel: (() => void) | undefined
    const timeOut = new Promise<void>((resolve) => {
      cancel = clock.schedule(resolve, options.closeTimeoutMs)
    })
    await Promise.race([work, timeOut])
    cancel?.()
  }

  #open(): Promise<Opened> {
    if (this.#opening !== undefined) return this.#opening
    const opening = this.#load()
    this.#opening = opening
    opening.catch((error: unknown) => {
      this.#failure = error instanceof Error ? error.message : String(error)
      if (this.#opening === opening) this.#opening = undefined
    })
    return opening
  }

  async #load(): Promise<Opened> {
    const { options, target } = this.#parts
    const driver = await loadDriver()
    const files = claimFiles(driver, options.path, target)
    const own = new DiskCommit(files.own)
    const disks = [own, ...files.adopted.map((file) => new DiskCommit(file))]
    try {
      const found = foundIn(disks)
      const waiting = found.map((one) => this.#waitingCall(one))
      for (const { call, disk } of found) {
        this.#space.take(call)
        this.#threadFiles.hold(call.threadId, disk)
      }
      this.#shipper.addFound(waiting)
    } catch (error) {
      for (const { file } of disks) file.close()
      throw error
    }
    this.#failure = undefined
    return { own, disks }
  }

  #waitingCall({ disk: { file }, call }: Found): WaitingCall {
    try {
      return { call, file, shipped: this.#parts.onFound(call) }
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error)
      throw damagedError(file.path, `call ${call.id} cannot be read: ${reason}`)
    }
  }
}

interface Found {
  readonly call: StoredCall
  readonly disk: DiskCommit
}

/**
 * The calls of all files: those of each file in their order, and of different files by their time,
 * as far as the order within each file allows.
 */
function foundIn(disks: readonly DiskCommit[]): Found[] {
  const timed = disks.flatMap((disk) => {
    let atMs = 0
    return disk.file.calls().map((call) => {
      // the clock may have gone back meanwhile
      atMs = Math.max(atMs, call.atMs)
      return { atMs, found: { disk, call } }
    })
  })
  return timed.toSorted((a, b) => a.atMs - b.atMs).map(({ found }) => found)
}
