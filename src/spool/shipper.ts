import type { Clock } from '../clock.ts'
import { isKustoSaverError } from '../errors.ts'
import { LONGEST_TIMER_MS } from '../longest-timer.ts'
import type { RowSink } from '../ingest/row-sink.ts'
import { CatchUp } from './catch-up.ts'
import { Flushes } from './flushes.ts'
import { sendGroup } from './send-group.ts'
import type { SpoolObserver } from './spool-status.ts'
import { ThreadQueue, type GroupLimits } from './thread-queue.ts'
import { refuseInFiles, removeFromFiles, type WaitingCall } from './waiting-call.ts'

export interface ShipperParts {
  readonly sink: Pick<RowSink, 'write'>
  readonly clock: Clock
  readonly lingerMs: number
  /** How fast a backlog is sent. */
  readonly catchUpBytesPerSecond: number
  readonly limits: GroupLimits
  readonly observer: SpoolObserver
  /** Called with calls that no longer need space. */
  readonly onShipped: (calls: readonly WaitingCall[]) => void
}

const FIRST_PAUSE_MS = 1000
const LONGEST_PAUSE_MS = 30_000
/** Rejected rows are sent again after this time, because the table may exist again. */
const REFUSED_PAUSE_MS = 600_000

/**
 * Sends the waiting calls of all threads, each thread's in order (see {@link ThreadQueue}).
 *
 * - *waiting*: a round starts `lingerMs` after the first call, so that calls share requests.
 * - *sending*: all threads that are not under way take part in a round.
 * - *away*: a request had a transient failure. All calls stay; after a pause, which
 *   doubles, the oldest thread tries alone.
 * - *catching up*: that has worked, or calls were found on opening. Threads send oldest first, as
 *   fast as {@link CatchUp} allows.
 */
export class Shipper {
  readonly #parts: ShipperParts
  readonly #threads = new Map<string, ThreadQueue>()
  readonly #flushes = new Flushes()
  readonly #catchUp: CatchUp
  #timer: { readonly atMs: number; readonly cancel: () => void } | undefined
  #roundAtMs: number | undefined
  #awayPauseMs = 0
  #isStopped = false

  constructor(parts: ShipperParts) {
    this.#parts = parts
    this.#catchUp = new CatchUp(parts.catchUpBytesPerSecond, parts.limits)
  }

  /** Whether Kusto was not available at the last attempt. */
  get isAway(): boolean {
    return this.#awayPauseMs > 0
  }

  get queues(): Iterable<ThreadQueue> {
    return this.#threads.values()
  }

  refusalOf(threadId: string): ThreadQueue | undefined {
    const queue = this.#threads.get(threadId)
    return queue?.refusal === undefined ? undefined : queue
  }

  /** Calls that an earlier process left behind are a backlog. */
  addFound(found: readonly WaitingCall[]): void {
    if (found.length > 0) this.#catchUp.begin(this.#parts.clock.nowMs())
    for (const waiting of found) this.#enqueue(waiting)
  }

  add(waiting: WaitingCall): void {
    this.#catchUp.arrived(waiting.call.bytes)
    this.#enqueue(waiting)
  }

  #enqueue(waiting: WaitingCall): void {
    const { threadId, refused } = waiting.call
    const queue = this.#threads.get(threadId) ?? new ThreadQueue(threadId)
    this.#threads.set(threadId, queue)
    queue.calls.push(waiting)
    const { clock, lingerMs } = this.#parts
    if (refused !== undefined) {
      queue.refusal ??= { reason: refused, error: undefined }
      queue.notBeforeMs = clock.nowMs() + REFUSED_PAUSE_MS
    }
    this.#roundAtMs ??= clock.nowMs() + lingerMs
    this.#schedule()
  }

  /**
   * Sends all calls at once, refused ones too.
   *
   * @throws KustoSaverError why calls that waited could not be sent; they stay
   */
  flush(): Promise<void> {
    const pending = new Set([...this.#threads.values()].flatMap(({ calls }) => calls))
    if (pending.size === 0) return Promise.resolve()
    const flushed = this.#flushes.wait(pending)
    for (const queue of this.#threads.values()) this.#start(queue)
    return flushed
  }

  /** Sends nothing more, and ignores the results of running requests. */
  stop(): void {
    this.#isStopped = true
    this.#timer?.cancel()
    this.#timer = undefined
  }

  #schedule(): void {
    const atMs = this.#nextAtMs()
    if (this.#isStopped || atMs === undefined || atMs === this.#timer?.atMs) return
    this.#timer?.cancel()
    const { clock } = this.#parts
    const delayMs = Math.min(Math.max(0, atMs - clock.nowMs()), LONGEST_TIMER_MS)
    const cancel = clock.schedule(() => {
      this.#timer = undefined
      this.#round()
    }, delayMs)
    this.#timer = { atMs, cancel }
  }

  #nextAtMs(): number | undefined {
    const refused = [...this.#threads.values()]
      .filter(({ refusal, isUnderWay }) => refusal !== undefined && !isUnderWay)
      .map(({ notBeforeMs }) => notBeforeMs)
    const times = [...refused, ...(this.#roundAtMs === undefined ? [] : [this.#roundAtMs])]
    return times.length === 0 ? undefined : Math.min(...times)
  }

  #round(): void {
    this.#roundAtMs = undefined
    const nowMs = this.#parts.clock.nowMs()
    const ready = [...this.#threads.values()]
      .filter(({ isUnderWay, notBeforeMs }) => !isUnderWay && notBeforeMs <= nowMs)
      .toSorted((a, b) => a.oldestAtMs - b.oldestAtMs)
    const chosen = this.isAway ? this.#probe(ready) : this.#catchUp.choose(ready, nowMs)
    for (const queue of chosen) this.#start(queue)
    if (!this.isAway && chosen.length < ready.length) this.#roundAtMs = this.#catchUp.nextAtMs
    this.#schedule()
  }

  /** While Kusto is away: the oldest thread, if none is under way. */
  #probe(ready: readonly ThreadQueue[]): readonly ThreadQueue[] {
    const isProbing = [...this.#threads.values()].some(({ isUnderWay }) => isUnderWay)
    return isProbing ? [] : ready.slice(0, 1)
  }

  #start(queue: ThreadQueue): void {
    if (queue.isUnderWay || this.#isStopped) return
    queue.isUnderWay = true
    void this.#ship(queue)
  }

  /** Never rejects. */
  async #ship(queue: ThreadQueue): Promise<void> {
    const group = queue.head(this.#parts.limits)
    const hasMore = group.length < queue.calls.length
    try {
      await sendGroup(this.#parts.sink, group)
      this.#setShipped(queue, group, hasMore)
    } catch (error) {
      this.#setFailed(queue, group, error)
    }
  }

  /** @param hasMore - whether the thread had more calls than fit into the group */
  #setShipped(queue: ThreadQueue, group: readonly WaitingCall[], hasMore: boolean): void {
    queue.isUnderWay = false
    if (this.#isStopped) return
    const { clock, lingerMs, onShipped, observer } = this.#parts
    const isBehind = hasMore || this.isAway
    this.#setBack()
    queue.refusal = undefined
    queue.notBeforeMs = 0
    queue.calls.splice(0, group.length)
    if (queue.calls.length === 0) this.#threads.delete(queue.threadId)
    removeFromFiles(group)
    for (const { shipped } of group) shipped()
    onShipped(group)
    observer.shipped?.(group.reduce((bytes, { call }) => bytes + call.bytes, 0))
    this.#flushes.settle(group)
    if (queue.calls.length > 0 && this.#flushes.isWaitedFor(queue.calls)) this.#start(queue)
    if (this.#threads.size > 0) {
      if (isBehind) this.#roundAtMs = clock.nowMs()
      else this.#roundAtMs ??= clock.nowMs() + lingerMs
    }
    this.#schedule()
  }

  /** Kusto has answered. */
  #setBack(): void {
    if (!this.isAway) return
    this.#awayPauseMs = 0
    this.#catchUp.begin(this.#parts.clock.nowMs())
    this.#roundAtMs = this.#parts.clock.nowMs()
  }

  #setFailed(queue: ThreadQueue, group: readonly WaitingCall[], error: unknown): void {
    queue.isUnderWay = false
    if (this.#isStopped) return
    const { clock, observer } = this.#parts
    const nowMs = clock.nowMs()
    if (isPassing(error)) {
      if (!this.isAway || nowMs >= (this.#roundAtMs ?? 0)) {
        this.#awayPauseMs = Math.min(
          Math.max(2 * this.#awayPauseMs, FIRST_PAUSE_MS),
          LONGEST_PAUSE_MS,
        )
        this.#roundAtMs = nowMs + this.#awayPauseMs
      }
      observer.shipFailed?.(error)
    } else {
      const reason = error instanceof Error ? error.message : String(error)
      const isNew = queue.refusal === undefined
      queue.refusal = { reason, error }
      queue.notBeforeMs = nowMs + REFUSED_PAUSE_MS
      refuseInFiles(group, reason)
      const rows = group.reduce((sum, { call }) => sum + call.rows, 0)
      if (isNew) observer.refused?.({ threadId: queue.threadId, rows, error })
      this.#setBack()
    }
    this.#flushes.fail(queue.calls, error)
    this.#schedule()
  }
}

/** Whether the same rows may be stored later. */
function isPassing(error: unknown): boolean {
  return isKustoSaverError(error) && (error.retryable || error.code === 'CLOSED')
}
