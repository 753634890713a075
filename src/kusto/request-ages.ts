/** Much longer than a request takes on a healthy cluster: it hangs, or its connection is lost. */
const LATE_AFTER_MS = 5_000

/** Running requests, oldest first. */
export class RequestAges {
  readonly #sinceMs = new Map<symbol, number>()

  get size(): number {
    return this.#sinceMs.size
  }

  /** @returns the argument for {@link end} */
  begin(nowMs: number): symbol {
    const request = Symbol('request')
    this.#sinceMs.set(request, nowMs)
    return request
  }

  end(request: symbol): void {
    this.#sinceMs.delete(request)
  }

  /** How many are not late. */
  young(nowMs: number): number {
    let late = 0
    for (const sinceMs of this.#sinceMs.values()) {
      if (nowMs - sinceMs < LATE_AFTER_MS) break
      late += 1
    }
    return this.size - late
  }

  /** Time until the next one is late; undefined if all are. */
  nextLateMs(nowMs: number): number | undefined {
    for (const sinceMs of this.#sinceMs.values()) {
      const leftMs = sinceMs + LATE_AFTER_MS - nowMs
      if (leftMs > 0) return leftMs
    }
    return undefined
  }
}
