import type { Clock } from '../../../../src/clock.ts'

/**
 * A clock that is stopped until it is advanced. With `lookMs`, time passes between two readings, as
 * on a busy machine.
 */
export class FakeClock implements Clock {
  /** Requested delays, in order. */
  readonly delays: number[] = []
  readonly #lookMs: number
  #nowMs = 1_000
  #timers: { readonly atMs: number; readonly callback: () => void }[] = []

  constructor({ lookMs = 0 }: { readonly lookMs?: number } = {}) {
    this.#lookMs = lookMs
  }

  nowMs(): number {
    this.#nowMs += this.#lookMs
    return this.#nowMs
  }

  get pendingTimers(): number {
    return this.#timers.length
  }

  schedule(callback: () => void, delayMs: number): () => void {
    this.delays.push(delayMs)
    const timer = { atMs: this.#nowMs + delayMs, callback }
    this.#timers.push(timer)
    return () => {
      this.#timers = this.#timers.filter((other) => other !== timer)
    }
  }

  /** Advances and fires due timers, in order of time. */
  advance(ms: number): void {
    const endMs = this.#nowMs + ms
    for (let next = this.#earliest(endMs); next !== undefined; next = this.#earliest(endMs)) {
      const timer = next
      this.#timers = this.#timers.filter((other) => other !== timer)
      this.#nowMs = Math.max(this.#nowMs, timer.atMs)
      timer.callback()
    }
    this.#nowMs = Math.max(this.#nowMs, endMs)
  }

  /** Advances to the next timer and fires it; false if there is none. */
  advanceToNext(): boolean {
    const next = this.#earliest(Infinity)
    if (next === undefined) return false
    this.advance(Math.max(0, next.atMs - this.#nowMs))
    return true
  }

  #earliest(endMs: number): { readonly atMs: number; readonly callback: () => void } | undefined {
    return this.#timers
      .filter((timer) => timer.atMs <= endMs)
      .toSorted((a, b) => a.atMs - b.atMs)[0]
  }
}
