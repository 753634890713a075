import { KustoError } from '../kusto-error.ts'
import { isOverloaded } from './saver-error.ts'
import { type Clock, systemClock } from '../clock.ts'
import { jittered } from './retry-policy.ts'
import { RequestAges } from './request-ages.ts'
import { type Place, WaitingLine } from './waiting-line.ts'

export interface ConcurrencyLimitParts {
  /** Maximum number of concurrent requests. */
  readonly max: number
  readonly clock?: Clock
  /** From 0 (inclusive) to 1 (exclusive). */
  readonly random?: () => number
  /** Maximum milliseconds for which a `Retry-After` may stop everything. @default 60000 */
  readonly maxPauseMs?: number
  /** Called with the new limit when Kusto throttles and it falls; must not throw. */
  readonly onThrottled?: (limit: number) => void
  /** Called with the waiting time of a request that gets its turn or gives up; must not throw. */
  readonly onTurn?: (waitedMs: number) => void
}

export interface PlaceOptions {
  readonly deadlineMs?: number | undefined
  readonly signal?: AbortSignal | undefined
  /** Goes before all others, for the few requests that must be answered even if hundreds wait. */
  readonly isUrgent?: boolean | undefined
}

const FIRST_PAUSE_MS = 200
const LONGEST_PAUSE_MS = 5_000
const URGENT = -1

/**
 * Limits concurrent requests and starts them in their order.
 *
 * A throttled request halves the limit (never below 1), and no request starts during a pause that
 * doubles until a request succeeds. The limit grows by one for each full round of successes, as in
 * TCP. Requests that were already running when it was halved do not change it further: eight
 * requests sent together are one sign of pressure, not eight. A hanging request only counts against
 * `max`, so that it does not occupy the one slot that a lowered limit leaves.
 */
export class ConcurrencyLimit {
  readonly #parts: Required<Omit<ConcurrencyLimitParts, 'onThrottled' | 'onTurn'>>
  readonly #onThrottled: ConcurrencyLimitParts['onThrottled']
  readonly #onTurn: ConcurrencyLimitParts['onTurn']
  readonly #line = new WaitingLine()
  readonly #underWay = new RequestAges()
  #limit: number
  /** Admitted, but not started before the end of this turn of the event loop. */
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

  /** How many requests may run now. */
  get limit(): number {
    return Math.floor(this.#limit)
  }

  /** How many requests wait. */
  get waiting(): number {
    return this.#line.length
  }

  /** How long no request starts; 0 if Kusto is not throttling. */
  get pauseMs(): number {
    return this.#pauseMsAt(this.#parts.clock.nowMs())
  }

  place({ deadlineMs, signal, isUrgent = false }: PlaceOptions = {}): Place {
    return { order: isUrgent ? URGENT : this.#places++, deadlineMs, signal }
  }

  /**
   * Starts the operation at once if there is room, else in turn.
   *
   * @param place - the place of an earlier attempt, so that the caller keeps its turn
   * @throws KustoError of the operation; `RequestAborted`; the last throttling error if that lasts
   *   until the place's deadline
   */
  async run<T>(operation: () => Promise<T>, place: Place = this.place()): Promise<T> {
    // Without waiting callers, starting at once overtakes nobody.
    if (!this.#hasRoom(this.#parts.clock.nowMs())) await this.#turn(place)
    const request = this.#underWay.begin(this.#parts.clock.nowMs())
    const halvingsBefore = this.#halvings
    try {
      const result = await operation()
      this.#throttledInARow = 0
      if (halvingsBefore === this.#halvings) this.#grow()
      return result
    } catch (error) {
      if (error instanceof KustoError && isOverloaded(error))
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
    this.#admit()
    try {
      await turn
    } finally {
      this.#onTurn?.(clock.nowMs() - startMs)
    }
    this.#entering -= 1
  }

  #pauseMsAt(nowMs: number): number {
    return Math.max(0, this.#pausedUntilMs - nowMs)
  }

  #hasRoom(nowMs: number): boolean {
    if (this.#pauseMsAt(nowMs) > 0) return false
    if (this.#underWay.size + this.#entering >= this.#parts.max) return false
    return this.#underWay.young(nowMs) + this.#entering < this.limit
  }

  /**
   * Admits callers while there is room and sets the timer for the rest, both by one look at the
   * clock. A pause that ends between two looks would leave a caller without a timer: it waits
   * forever if no other request is under way.
   */
  #admit(): void {
    const nowMs = this.#parts.clock.nowMs()
    while (this.#hasRoom(nowMs) && this.#line.enterNext()) this.#entering += 1
    this.#wakeInTime(nowMs)
  }

  /** Checks again when the pause is over or a request is late. Sets no timer if nobody waits. */
  #wakeInTime(nowMs: number): void {
    this.#cancelTimer?.()
    this.#cancelTimer = undefined
    if (this.#line.length === 0) return
    const pauseMs = this.#pauseMsAt(nowMs)
    const waitMs = pauseMs > 0 ? pauseMs : this.#underWay.nextLateMs(nowMs)
    if (waitMs === undefined) return
    this.#cancelTimer = this.#parts.clock.schedule(() => {
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
      const before = this.limit
      this.#limit = Math.max(1, Math.floor(before / 2))
      if (this.limit < before) this.#onThrottled?.(this.limit)
      const growing = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** (this.#throttledInARow - 1))
      const pauseMs = (error.retryAfterMs ?? 0) + jittered(growing, random)
      this.#pausedUntilMs = clock.nowMs() + Math.min(maxPauseMs, pauseMs)
    }
    this.#line.refuseOverdue(clock.nowMs(), error)
  }
}
