import { setImmediate } from 'node:timers/promises'
import type { EngineClock } from './engine-clock.ts'

interface Timer {
  readonly atMs: number
  readonly callback: () => void | Promise<void>
}

/** Options of {@link VirtualClock}. */
export interface VirtualClockOptions {
  /**
   * Whether time moves on by itself to where a request of the engine waits (for a latency or a slow
   * answer) ends, so that callers need not advance the clock to be answered. @default false
   */
  readonly movesForRequests?: boolean
}

/**
 * A clock that stands still until it is told to go on, for tests that wait without waiting:
 * batching, visibility and retries of minutes pass in milliseconds. Give it to
 * `LocalKusto.open({ clock })`.
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
   * @param startMs - Unix milliseconds; today's unless said, so that what other clocks stamp is not
   * far off
   */
  constructor(startMs: number = Date.now(), options: VirtualClockOptions = {}) {
    this.#nowMs = startMs
    this.#movesForRequests = options.movesForRequests ?? false
  }

  /** Unix milliseconds; changes by {@link advance} only. */
  nowMs(): number {
    return this.#nowMs
  }

  /** How many callbacks wait for their time. */
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

  /** The engine calls it when a request waits; time moves on with `movesForRequests`. */
  requestWaits(delayMs: number): void {
    if (!this.#movesForRequests) return
    this.#awaitedMs = [...this.#awaitedMs, this.#after(delayMs)]
    void this.#moveForRequests()
  }

  /** In whole milliseconds, as clocks tell them. */
  #after(delayMs: number): number {
    return Math.ceil(this.#nowMs + Math.max(0, delayMs))
  }

  /**
   * To the moment of one waiting request after another, in order of time, each when nothing else is
   * to be done at once.
   */
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
   * Moves on, calling back what becomes due on the way in order of time, each at its own moment;
   * what a callback does is waited for before time goes on. Settles when the new time is reached.
   * Calls made meanwhile run one after the other.
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
      // what goes on after a callback's promise may set the next timer
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
