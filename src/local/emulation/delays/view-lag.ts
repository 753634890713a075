import type { EngineClock } from '../../clock/engine-clock.ts'
import type { Delays } from './delays.ts'

/** A view that is to materialize new rows of its source. */
export interface LaggingView {
  readonly database: string
  readonly view: string
}

export interface ViewLagParts {
  readonly clock: EngineClock
  readonly delays: Delays
  /** False while its source holds rows that are not visible yet. */
  readonly materialize: (lagging: LaggingView) => boolean
}

const LEAST_RETRY_MS = 100

/** Delays the materialization of views, like a cluster's background work. */
export class ViewLag {
  readonly #parts: ViewLagParts
  readonly #scheduled = new Map<string, () => void>()

  constructor(parts: ViewLagParts) {
    this.#parts = parts
  }

  /**
   * The view's source has new rows. False if no lag is set, so that the caller materializes the
   * view.
   */
  grown(lagging: LaggingView): boolean {
    const lagMs = this.#parts.delays.viewLagMs()
    if (lagMs === undefined) return false
    this.#schedule(lagging, lagMs)
    return true
  }

  close(): void {
    for (const cancel of this.#scheduled.values()) cancel()
    this.#scheduled.clear()
  }

  #schedule(lagging: LaggingView, delayMs: number): void {
    const key = JSON.stringify(lagging)
    if (this.#scheduled.has(key)) return
    const run = (): void => {
      this.#scheduled.delete(key)
      if (this.#parts.materialize(lagging)) return
      this.#schedule(lagging, Math.max(LEAST_RETRY_MS, delayMs))
    }
    this.#scheduled.set(key, this.#parts.clock.schedule(run, delayMs))
  }
}
