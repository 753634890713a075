import type { GroupLimits, ThreadQueue } from './thread-queue.ts'

const ROUND_MS = 1000

/**
 * Bounds how fast a backlog is sent, so that a Kusto that has just come back is not met by hours of
 * rows at once. On when Kusto was away or rows were found on opening; off when every waiting call
 * is on its way. The backlog shrinks by `bytesPerSecond`: what arrives meanwhile may be sent on
 * top, so that it shrinks however fast the saver writes.
 */
export class CatchUp {
  readonly #bytesPerSecond: number
  readonly #limits: GroupLimits
  #isOn = false
  #refilledAtMs = 0
  #leftBytes = 0
  #arrivedBytes = 0

  constructor(bytesPerSecond: number, limits: GroupLimits) {
    this.#bytesPerSecond = bytesPerSecond
    this.#limits = limits
  }

  get isOn(): boolean {
    return this.#isOn
  }

  /** When more may be sent after {@link choose} has left threads out. */
  get nextAtMs(): number {
    return this.#refilledAtMs + ROUND_MS
  }

  begin(nowMs: number): void {
    if (this.#isOn) return
    this.#isOn = true
    this.#refill(nowMs)
  }

  arrived(bytes: number): void {
    if (this.#isOn) this.#arrivedBytes += bytes
  }

  /** Of the threads, oldest first, those that may send their next group. */
  choose(oldestFirst: readonly ThreadQueue[], nowMs: number): readonly ThreadQueue[] {
    if (!this.#isOn) return oldestFirst
    if (nowMs >= this.nextAtMs) this.#refill(nowMs)
    const chosen: ThreadQueue[] = []
    let hasMore = false
    for (const queue of oldestFirst) {
      if (this.#leftBytes <= 0) return chosen
      const group = queue.head(this.#limits)
      this.#leftBytes -= group.reduce((bytes, { call }) => bytes + call.bytes, 0)
      hasMore ||= group.length < queue.calls.length
      chosen.push(queue)
    }
    if (!hasMore) this.#isOn = false
    return chosen
  }

  #refill(nowMs: number): void {
    this.#refilledAtMs = nowMs
    this.#leftBytes = this.#bytesPerSecond + this.#arrivedBytes
    this.#arrivedBytes = 0
  }
}
