import { systemClock } from '../../clock.ts'
import type { Overlay } from '../../overlay/overlay.ts'
import { withoutThrowingAsync } from '../core/without-throwing.ts'
import { withoutSpans } from '../traces/suppressed.ts'

export interface LagProbeParts {
  readonly overlay: Overlay
  /** Checks which of the oldest rows are visible by now. */
  readonly check: () => Promise<void>
  /** Reads how far the view is behind; false if it is not known yet. */
  readonly readView: () => Promise<boolean>
  /** 0 for never. */
  readonly intervalMs: number
  /** Whether metrics are collected. */
  readonly isWanted: () => boolean
  /** Called when a check fails. */
  readonly onFailed: (error: unknown) => void
}

/** The view's age changes slowly. */
const VIEW_INTERVAL_MS = 60_000

// Taken when this module loads: tests of graphs use fake timers, which must not count or advance
// this one.
const { setTimeout, clearTimeout } = globalThis

/**
 * Measures ingestion lag without readers. Nobody may read an old thread again, and its rows would
 * seem invisible forever.
 *
 * *Idle* while no row is added or nobody collects metrics. *Armed* from the first row on: after the
 * interval it *checks* if a row has waited that long, and is armed again while there are rows. A
 * check queries the names of the oldest rows, in one query or more (see
 * `store/state/overlay-limit.ts`); while readers keep up it sends none. Does not keep the process
 * alive.
 */
export class LagProbe {
  readonly #parts: LagProbeParts
  #timer: NodeJS.Timeout | undefined
  #isChecking = false
  #isStopped = false
  #viewReadAtMs = Number.NEGATIVE_INFINITY

  constructor(parts: LagProbeParts) {
    this.#parts = parts
  }

  /** Rows were added. */
  arm(): void {
    const { intervalMs, isWanted } = this.#parts
    if (this.#timer !== undefined || this.#isChecking || this.#isStopped) return
    if (intervalMs === 0 || !isWanted()) return
    // Never rejects.
    this.#timer = setTimeout(() => void this.#tick(), intervalMs).unref()
  }

  stop(): void {
    this.#isStopped = true
    clearTimeout(this.#timer)
  }

  async #tick(): Promise<void> {
    this.#timer = undefined
    this.#isChecking = true
    await withoutThrowingAsync(() => withoutSpans(async () => this.#check()))
    this.#isChecking = false
    if (this.#parts.overlay.size > 0) this.arm()
  }

  async #check(): Promise<void> {
    const { check } = this.#parts
    if (this.#hasOldRows()) await this.#try(check)
    if (systemClock.nowMs() - this.#viewReadAtMs >= VIEW_INTERVAL_MS) {
      await this.#try(() => this.#readView())
    }
  }

  /** Again at the next check if it fails: a minute later would hide a view that is behind. */
  async #readView(): Promise<void> {
    const startMs = systemClock.nowMs()
    if (await this.#parts.readView()) this.#viewReadAtMs = startMs
  }

  async #try(work: () => Promise<void>): Promise<void> {
    try {
      await work()
    } catch (error) {
      if (!this.#isStopped) this.#parts.onFailed(error)
    }
  }

  #hasOldRows(): boolean {
    const before = systemClock.nowMs() - this.#parts.intervalMs
    return this.#parts.overlay
      .oldest(1)
      .some(({ acknowledgedAtMs = before + 1 }) => acknowledgedAtMs <= before)
  }
}
