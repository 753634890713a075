import { KustoError } from '../kusto-error.ts'
import { needsRoom } from './saver-error.ts'
import { type Clock, systemClock } from '../clock.ts'
import { jittered } from './retry-policy.ts'
import { UnderWay } from './under-way.ts'
import { type Place, WaitingLine } from './waiting-line.ts'

export interface ConcurrencyLimitParts {
  /** Most requests under way at a time. */
  readonly max: number
  readonly clock?: Clock
  /** From 0 up to, not including, 1. */
  readonly random?: () => number
  /** Longest time in milliseconds for which a `Retry-After` may stop everything. @default 60000 */
  readonly maxPauseMs?: number
  /** Told the new limit when Kusto has throttled; must not throw. */
  readonly onThrottled?: (limit: number) => void
  /** Told how long a request waited whose turn has come or that gave up; must not throw. */
  readonly onTurn?: (waitedMs: number) => void
}

export interface PlaceOptions {
  readonly deadlineMs?: number | undefined
  readonly signal?: AbortSignal | undefined
  /** Goes before all others: for the few requests that must be answered also when hundreds wait. */
  readonly isUrgent?: boolean | undefined
}

const FIRST_PAUSE_MS = 200
const LONGEST_PAUSE_MS = 5_000
const URGENT = -1

/**
 * At most so many requests under way, in the order they asked.
 *
 * After a throttled request the limit is halved (never below 1), and nothing is begun for a pause
 * that doubles until a request succeeds; the limit grows back by one for each full round of
 * successes, as TCP does. What was already under way when it was halved moves it no more: eight
 * requests sent together are one sign of pressure, not eight. A request that hangs counts against
 * `max` only, so that it does not hold the one place that a lowered limit leaves.
 */
export class ConcurrencyLimit {
  readonly #parts: Required<Omit<ConcurrencyLimitParts, 'onThrottled' | 'onTurn'>>
  readonly #onThrottled: ConcurrencyLimitParts['onThrottled']
  readonly #onTurn: ConcurrencyLimitParts['onTurn']
  readonly #line = new WaitingLine()
  readonly #underWay = new UnderWay()
  #limit: number
  /** Let in, and not begun before the end of this turn of the event loop. */
  #entering = 0
  #halvings = 0
  #places = 0
  /** Since the last success. */
  #throttledInARow = 0
  #pausedUntilMs = Number.NEGATIVE_INFINITY
  #cancelTimer: (() => void) | undefined

  constructor({ onThrottled, onTurn, ...parts }: ConcurrencyLimitParts) {
    this.#parts = { clock: systemClock, random: Math.random, maxPauseMs: 60_000, ...parts }
    this.#onThrottled = onThrottled
    this.#onTurn = onTurn
    this.#limit = parts.max
  }

  /** How many may be under way now. */
  get limit(): number {
    return Math.floor(this.#limit)
  }

  /** How many requests wait for their turn. */
  get waiting(): number {
    return this.#line.length
  }

  /** How long nothing is begun; 0 when Kusto is not throttling. */
  get pauseMs(): number {
    return Math.max(0, this.#pausedUntilMs - this.#parts.clock.nowMs())
  }

  place({ deadlineMs, signal, isUrgent = false }: PlaceOptions = {}): Place {
    return { order: isUrgent ? URGENT : this.#places++, deadlineMs, signal }
  }

  /**
   * Starts the operation at once when there is room, else in turn.
   *
   * @param place - the one of an earlier attempt, so that the caller keeps its turn
   * @throws KustoError the operation's; `RequestAborted`; the last throttling, when that goes on at
   * the place's deadline
   */
  async run<T>(operation: () => Promise<T>, place: Place = this.place()): Promise<T> {
    // Nobody waits while there is room, so nobody is overtaken.
    if (!this.#hasRoom()) await this.#turn(place)
    const request = this.#underWay.begin(this.#parts.clock.nowMs())
    const halvingsBefore = this.#halvings
    try {
      const result = await operation()
      this.#throttledInARow = 0
      if (halvingsBefore === this.#halvings) this.#grow()
      return result
    } catch (error) {
      if (error instanceof KustoError && needsRoom(error))
        this.#setThrottled(error, halvingsBefore === this.#halvings)
      throw error
    } finally {
      this.#underWay.end(request)
      this.#admit()
    }
  }

  async #turn(place: Place): Promise<void> {
    const { clock } = this.#parts
    const startMs = clock.nowMs()
    const turn = this.#line.wait(place)
    this.#wakeInTime()
    try {
      await turn
    } finally {
      this.#onTurn?.(clock.nowMs() - startMs)
    }
    this.#entering -= 1
  }

  #hasRoom(): boolean {
    if (this.pauseMs > 0) return false
    const { max, clock } = this.#parts
    if (this.#underWay.size + this.#entering >= max) return false
    return this.#underWay.young(clock.nowMs()) + this.#entering < this.limit
  }

  #admit(): void {
    while (this.#hasRoom() && this.#line.enterNext()) this.#entering += 1
    this.#wakeInTime()
  }

  /**
   * Looks again when the pause is over or a request is late. Without anybody who waits there is no
   * timer.
   */
  #wakeInTime(): void {
    const { clock } = this.#parts
    this.#cancelTimer?.()
    this.#cancelTimer = undefined
    if (this.#line.length === 0) return
    const waitMs = this.pauseMs > 0 ? this.pauseMs : this.#underWay.nextLateMs(clock.nowMs())
    if (waitMs === undefined) return
    this.#cancelTimer = clock.schedule(() => {
      this.#cancelTimer = undefined
      this.#admit()
    }, waitMs)
  }

  #grow(): void {
    this.#limit = Math.min(this.#parts.max, this.#limit + 1 / this.limit)
  }

  #setThrottled(error: KustoError, isNew: boolean): void {
    const { clock, random, maxPauseMs } = this.#parts
    if (isNew) {
      this.#halvings += 1
      this.#throttledInARow += 1
      this.#limit = Math.max(1, Math.floor(this.limit / 2))
      this.#onThrottled?.(this.limit)
      const growing = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** (this.#throttledInARow - 1))
      const pauseMs = (error.retryAfterMs ?? 0) + jittered(growing, random)
      this.#pausedUntilMs = clock.nowMs() + Math.min(maxPauseMs, pauseMs)
    }
    this.#line.refuseOverdue(clock.nowMs(), error)
  }
}
