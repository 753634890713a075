/** A rate limit: this many per second on average, and as many at once. */
export class TokenBucket {
  readonly #perSecond: number
  readonly #most: number
  readonly #nowMs: () => number
  #tokens: number
  #filledAtMs: number

  constructor(perSecond: number, nowMs: () => number) {
    this.#perSecond = perSecond
    this.#most = Math.max(1, perSecond)
    this.#nowMs = nowMs
    this.#tokens = this.#most
    this.#filledAtMs = nowMs()
  }

  /** Takes a token, or returns the milliseconds until there is one. */
  take(): number {
    this.#fill()
    if (this.#tokens < 1) return ((1 - this.#tokens) / this.#perSecond) * 1_000
    this.#tokens -= 1
    return 0
  }

  #fill(): void {
    const nowMs = this.#nowMs()
    // a clock that was set back neither adds nor removes tokens
    const elapsedMs = Math.max(0, nowMs - this.#filledAtMs)
    this.#filledAtMs = nowMs
    this.#tokens = Math.min(this.#most, this.#tokens + (elapsedMs / 1_000) * this.#perSecond)
  }
}
