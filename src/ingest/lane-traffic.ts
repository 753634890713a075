import type { Batch } from './batch.ts'
import type { Clock } from '../clock.ts'

/**
 * How long a part-full batch waits for the one before it: longer than a healthy ingestion, but too
 * short to notice.
 */
const PATIENCE_MS = 1_000

/**
 * The running batches of one table. A batch is *late* if it takes longer than {@link PATIENCE_MS}:
 * it hangs, or waits for a retry.
 */
export class LaneTraffic {
  readonly #clock: Clock
  readonly #onLate: () => void
  readonly #sinceMs = new Map<Batch, number>()
  #cancelTimer: (() => void) | undefined

  /** @param onLate - called when a part-full batch that {@link mayGo} waited for has become late */
  constructor(clock: Clock, onLate: () => void) {
    this.#clock = clock
    this.#onLate = onLate
  }

  get late(): number {
    if (this.#sinceMs.size === 0) return 0
    const lateSinceMs = this.#clock.nowMs() - PATIENCE_MS
    return [...this.#sinceMs.values()].filter((sinceMs) => sinceMs <= lateSinceMs).length
  }

  begin(batch: Batch): void {
    this.#sinceMs.set(batch, this.#clock.nowMs())
  }

  end(batch: Batch): void {
    this.#sinceMs.delete(batch)
    if (this.#cancelTimer !== undefined && this.#patienceMs() === undefined) this.#stopTimer()
  }

  /**
   * False while a part-full batch is under way and not late; `onLate` is called when it becomes
   * late. A process without overlapping writes needs no timer.
   */
  mayGo(): boolean {
    const leftMs = this.#patienceMs()
    if (leftMs === undefined) return true
    this.#cancelTimer ??= this.#clock.schedule(() => {
      this.#cancelTimer = undefined
      this.#onLate()
    }, leftMs)
    return false
  }

  /**
   * Until the latest part-full batch under way is late; undefined if none is under way or all are
   * late. Takes one look at the clock, so that a waiting lane always has a timer.
   */
  #patienceMs(): number | undefined {
    if (this.#sinceMs.size === 0) return undefined
    const lateSinceMs = this.#clock.nowMs() - PATIENCE_MS
    let leftMs: number | undefined
    for (const [batch, sinceMs] of this.#sinceMs) {
      if (!batch.isFull && sinceMs > lateSinceMs) leftMs = sinceMs - lateSinceMs
    }
    return leftMs
  }

  #stopTimer(): void {
    this.#cancelTimer?.()
    this.#cancelTimer = undefined
  }
}
