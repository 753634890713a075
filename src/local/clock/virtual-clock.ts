import { setImmediate } from 'node:timers/promises'
import { checkOptions } from '../../check-options.ts'
import { OPTIONS } from '../../option-types.generated.ts'
import type { EngineClock } from './engine-clock.ts'

interface Timer {
  readonly atMs: number
  readonly callback: () => void | Promise<void>
}

/** Options of {@link VirtualClock}. */
export interface VirtualClockOptions {
  /**
   * Whether time advances by itself to the end of a request's wait (for a latency or a slow
   * answer), so that callers need not advance the clock. @default false
   */
  readonly movesForRequests?: boolean
}

/**
 * A clock that only moves when it is advanced, so that minutes of batching, visibility delays and
 * retries pass in milliseconds of a test. Pass it to `LocalKusto.open({ clock })`.
 *
 * @example
 * const clock = new VirtualClock()
 * const kusto = await LocalKusto.open({ clock })
 * // … queued ingestion …
 * await clock.advance(5 * 60_000)
 */
export class VirtualClock implements EngineClock {
  #nowMs: number
  #timers: readonly Timer[] = []
  #advancing: Promise<void> = Promise.resolve()
  readonly #movesForRequests: boolean
  /** Until when requests wait. */
  #awaitedMs: readonly number[] = []
  #isMoving = false

  /**
   * @param startMs - Unix milliseconds; by default the current time, so that it is close to other
   *   clocks
   * @throws KustoSaverError `INVALID_OPTION`
   */
  constructor(startMs: number = Date.now(), options: VirtualClockOptions = {}) {
    checkOptions(options, [OPTIONS.VirtualClockOptions], { of: 'new VirtualClock()' })
    this.#nowMs = startMs
    this.#movesForRequests = options.movesForRequests ?? false
  }

  /** Unix milliseconds; only {@link advance} changes it. */
  nowMs(): number {
    return this.#nowMs
  }

  /** How many callbacks are pending. */
  get pendingTimers(): number {
    return this.#timers.length
  }

  /** Calls back once after the delay; the returned function cancels it. */
  schedule(callback: () => void | Promise<void>, delayMs: number): () => void {
    const timer = { atMs: this.#after(delayMs), callback }
    this.#timers = [...this.#timers, timer]
    return () => {
      this.#timers = this.#timers.filter((other) => other !== timer)
    }
  }

  /** Called by the engine when a request waits; advances time with `movesForRequests`. */
  requestWaits(delayMs: number): void {
    if (!this.#movesForRequests) return
    this.#awaitedMs = [...this.#awaitedMs, this.#after(delayMs)]
    void this.#moveForRequests()
  }

  /** In whole milliseconds, like real clocks. */
  #after(delayMs: number): number {
    return Math.ceil(this.#nowMs + Math.max(0, delayMs))
  }

  /** Advances to the end of each waiting request in order of time, when nothing else can run. */
  async #moveForRequests(): Promise<void> {
    if (this.#isMoving) return
    this.#isMoving = true
    while (this.#awaitedMs.length > 0) {
      await setImmediate()
      const next = Math.min(...this.#awaitedMs)
      this.#awaitedMs = this.#awaitedMs.filter((atMs) => atMs > next)
      await this.#inTurn(() => Math.max(next, this.#nowMs))
    }
    this.#isMoving = false
  }

  /**
   * Advances time and calls back what becomes due in order of time, each at its own moment; waits
   * for each callback before time continues. Settles when the new time is reached. Concurrent calls
   * run one after the other.
   */
  async advance(ms: number): Promise<void> {
    await this.#inTurn(() => this.#nowMs + ms)
  }

  async #inTurn(endMs: () => number): Promise<void> {
    const turn = this.#advancing.then(() => this.#advanceTo(endMs()))
    this.#advancing = turn.catch(() => undefined)
    await turn
  }

  async #advanceTo(endMs: number): Promise<void> {
    for (let next = this.#earliest(endMs); next !== undefined; next = this.#earliest(endMs)) {
      const timer = next
      this.#timers = this.#timers.filter((other) => other !== timer)
      this.#nowMs = Math.max(this.#nowMs, timer.atMs)
      await timer.callback()
      // code that runs after a callback's promise may set the next timer
      await setImmediate()
    }
    this.#nowMs = endMs
    await setImmediate()
  }

  /** Timers of the same moment in the order they were set. */
  #earliest(endMs: number): Timer | undefined {
    return this.#timers
      .filter((timer) => timer.atMs <= endMs)
      .toSorted((a, b) => a.atMs - b.atMs)[0]
  }
}
