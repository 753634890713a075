import { systemClock } from '../../clock.ts'
import type { EntryKind, OverlayEntry } from '../../overlay/overlay-entry.ts'
import { withoutThrowingAsync } from '../core/without-throwing.ts'
import { withoutSpans } from '../traces/suppressed.ts'

export interface VisibilitySampleParts {
  /** Checks whether queries return these rows by now. */
  readonly check: (entries: readonly OverlayEntry[]) => Promise<void>
  /** Whether the row still waits to be seen. */
  readonly isHeld: (entry: OverlayEntry) => boolean
  /** Time between two samples for each check that one has taken. 0 for never. */
  readonly intervalMs: number
  /** Whether metrics are collected. */
  readonly isWanted: () => boolean
  /** Called when a check fails. */
  readonly onFailed: (error: unknown) => void
}

/** Rows that are acknowledged together are asked for together. */
const FIRST_CHECK_MS = 10

/** The pause after the first check; each later one is twice as long. */
const FIRST_PAUSE_MS = 50

// Taken when this module loads: see `lag-probe.ts`.
const { setTimeout, clearTimeout } = globalThis

/**
 * Finds out when rows become visible. Readers and the lag probe see most rows long after that, so
 * only *sampled* rows are measured: the first row of each table that is acknowledged when a sample
 * begins. Checks of them are sent at once and then after pauses that double, so that each is seen
 * before it is twice as old as it was when it became visible. A sample begins so much later than
 * the one before that there is at most one check in each interval. Does not keep the process alive.
 */
export class VisibilitySample {
  readonly #parts: VisibilitySampleParts
  readonly #entries = new Map<EntryKind, OverlayEntry>()
  #isOpen = false
  #startMs = 0
  #nextMs = Number.NEGATIVE_INFINITY
  #checks = 0
  #timer: NodeJS.Timeout | undefined
  #isStopped = false

  constructor(parts: VisibilitySampleParts) {
    this.#parts = parts
  }

  /** A row may be sampled. */
  acknowledged(entry: OverlayEntry): void {
    if (!this.#isOpen && !this.#open()) return
    if (this.#checks === 0 && !this.#entries.has(entry.kind)) this.#entries.set(entry.kind, entry)
  }

  /**
   * A query has returned the row.
   *
   * @returns whether it was sampled
   */
  seen(entry: OverlayEntry): boolean {
    return this.#entries.get(entry.kind) === entry && this.#entries.delete(entry.kind)
  }

  stop(): void {
    this.#isStopped = true
    clearTimeout(this.#timer)
  }

  #open(): boolean {
    const { intervalMs, isWanted } = this.#parts
    if (intervalMs === 0 || this.#isStopped) return false
    const nowMs = systemClock.nowMs()
    if (nowMs < this.#nextMs || !isWanted()) return false
    this.#isOpen = true
    this.#startMs = nowMs
    this.#checks = 0
    this.#schedule(FIRST_CHECK_MS)
    return true
  }

  #schedule(delayMs: number): void {
    // Never rejects.
    this.#timer = setTimeout(() => void this.#check(), delayMs).unref()
  }

  async #check(): Promise<void> {
    if (this.#isEnded()) return
    this.#checks += 1
    const pauseMs = FIRST_PAUSE_MS * 2 ** (this.#checks - 1)
    await withoutThrowingAsync(() => withoutSpans(async () => this.#ask()))
    if (!this.#isStopped && !this.#isEnded()) this.#schedule(pauseMs)
  }

  async #ask(): Promise<void> {
    const { check, onFailed } = this.#parts
    try {
      await check([...this.#entries.values()])
    } catch (error) {
      if (!this.#isStopped) onFailed(error)
    }
  }

  /** Forgets rows that will not come, and ends the sample when none is left. */
  #isEnded(): boolean {
    for (const [kind, entry] of this.#entries) {
      if (!this.#parts.isHeld(entry)) this.#entries.delete(kind)
    }
    if (this.#entries.size > 0) return false
    this.#isOpen = false
    this.#nextMs = this.#startMs + Math.max(1, this.#checks) * this.#parts.intervalMs
    return true
  }
}
