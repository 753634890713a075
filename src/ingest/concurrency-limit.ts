import { isThrottled } from './classify.ts'
import type { ObserverGuard } from './sink-observer.ts'

/**
 * At most so many requests under way, over all tables, in the order they asked.
 *
 * After a 429 the limit is halved (never below 1) and grows back by one for each full round of successes, as TCP does. What was
 * already under way when it was halved moves it no more: eight requests sent together are one sign of pressure, not eight.
 */
export class ConcurrencyLimit {
  readonly #max: number
  readonly #observer: ObserverGuard
  readonly #waiting: (() => void)[] = []
  #limit: number
  #underWay = 0
  #halvings = 0

  constructor(max: number, observer: ObserverGuard) {
    this.#max = max
    this.#limit = max
    this.#observer = observer
  }

  /** How many may be under way now. */
  get limit(): number {
    return Math.floor(this.#limit)
  }

  /** Starts the operation at once when there is room, else in turn. */
  async run<T>(operation: () => Promise<T>): Promise<T> {
    // Nobody waits while there is room, so nobody is overtaken.
    if (this.#hasRoom()) this.#underWay += 1
    else await this.#turn()
    const halvingsBefore = this.#halvings
    try {
      const result = await operation()
      if (halvingsBefore === this.#halvings) this.#grow()
      return result
    } catch (error) {
      if (halvingsBefore === this.#halvings && isThrottled(error)) this.#halve()
      throw error
    } finally {
      this.#underWay -= 1
      this.#admit()
    }
  }
  #hasRoom(): boolean {
    return this.#underWay < this.limit
  }

  /** Settles once the caller is counted as under way. */
  async #turn(): Promise<void> {
    await new Promise<void>((resolve) => {
      this.#waiting.push(resolve)
    })
  }

  #admit(): void {
    while (this.#hasRoom()) {
      const next = this.#waiting.shift()
      if (next === undefined) return
      this.#underWay += 1
      next()
    }
  }

  #grow(): void {
    this.#limit = Math.min(this.#max, this.#limit + 1 / this.limit)
  }

  #halve(): void {
    this.#halvings += 1
    this.#limit = Math.max(1, Math.floor(this.limit / 2))
    this.#observer.tell((observer) => observer.throttled?.(this.limit))
  }
}
