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

  /** @param onLate - called when a part-full batch becomes late, after {@link callWhenLate} */
  constructor(clock: Clock, onLate: () => void) {
    this.#clock = clock
    this.#onLate = onLate
  }

  get late(): number {
    if (this.#sinceMs.size === 0) return 0
    const lateSinceMs = this.#clock.nowMs() - PATIENCE_MS
    return [...this.#sinceMs.values()].filter((sinceMs) => sinceMs <= lateSinceMs).length
  }

  /** When the latest part-full batch that is not late was sent; undefined if there is none. */
  get #partFullSinceMs(): number | undefined {
    const lateSinceMs = this.#clock.nowMs() - PATIENCE_MS
    let latestMs: number | undefined
    for (const [batch, sinceMs] of this.#sinceMs) {
      if (!batch.isFull && sinceMs > lateSinceMs) latestMs = sinceMs
    }
    return latestMs
  }

  get hasPartFull(): boolean {
    return this.#sinceMs.size > 0 && this.#partFullSinceMs !== undefined
  }

  begin(batch: Batch): void {
    this.#sinceMs.set(batch, this.#clock.nowMs())
  }

  end(batch: Batch): void {
    this.#sinceMs.delete(batch)
    if (!this.hasPartFull) this.#stopTimer()
  }

  /** Sets the timer only if a batch waits: a process without overlapping writes needs none. */
  callWhenLate(): void {
    const sinceMs = this.#partFullSinceMs
    if (sinceMs === undefined || this.#cancelTimer !== undefined) return
    const fire = (): void => {
      this.#cancelTimer = undefined
      this.#onLate()
    }
    this.#cancelTimer = this.#clock.schedule(fire, sinceMs + PATIENCE_MS - this.#clock.nowMs())
  }

  #stopTimer(): void {
    this.#cancelTimer?.()
    this.#cancelTimer = undefined
  }
}
