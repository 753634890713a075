import type { Call, Effect, ReadCall } from './call.ts'

/** The calls that a reader must see, according to the bounds of the run. */
export class Visibility {
  readonly #lagMs: number
  readonly #marksMs: number[] = []

  /** @param lagMs - Infinity when only marks count */
  constructor(lagMs: number) {
    this.#lagMs = lagMs
  }

  /** Everything that ended before this time is visible to all. */
  mark(atMs: number): void {
    this.#marksMs.push(atMs)
  }

  /** Whether the effect, if any, of a call that ended then was visible to everybody. */
  isSettled(endedMs: number, atMs: number): boolean {
    if (endedMs + this.#lagMs < atMs) return true
    return this.#marksMs.some((mark) => endedMs < mark && mark < atMs)
  }

  /**
   * Whether the reader must see the call: acknowledged or seen before, and old enough or its own.
   */
  isVisible(call: Call, read: ReadCall, effect?: Effect): boolean {
    if (call.outcome === 'void') return false
    if (this.#isKept(call, read)) return true
    if (effect === undefined) return false
    return effect.settledMs < read.beganMs || this.isKnown(effect.seenMs, read)
  }

  /** Whether earlier answers of some savers are binding for the reader too. */
  isKnown(times: ReadonlyMap<string, number>, read: ReadCall): boolean {
    return [...times].some(([saver, atMs]) => this.#reaches(atMs, saver, read))
  }

  /** A saver reads what it has accepted; others read what is durable. */
  #isKept({ outcome, saver, endedMs, doneMs }: Call, read: ReadCall): boolean {
    if (outcome !== 'acknowledged' && outcome !== 'accepted') return false
    return this.#reaches(saver === read.saver ? endedMs : doneMs, saver, read)
  }

  #reaches(sinceMs: number, saver: string, read: ReadCall): boolean {
    if (sinceMs >= read.beganMs) return false
    return saver === read.saver || this.isSettled(sinceMs, read.beganMs)
  }
}
