/**
 * Below a millisecond a revision counts: 11 bits, so that it stays a safe integer until the year
 * 2109.
 */
const COUNTS_PER_MS = 2048

/**
 * No clock is that far ahead: such a row is damaged, and later revisions would soon exceed safe
 * integers.
 */
const LAST_PLAUSIBLE = Date.UTC(2100, 0) * COUNTS_PER_MS

/**
 * Maximum distance that the clock follows other revisions. Beyond it the writer's clock is wrong,
 * and the error must not spread.
 */
const FOLLOWED_MS = 300_000

/** The revisions drawn in this process, so that several clocks never draw the same. */
export class DrawnRevisions {
  last = 0
  lastAhead = 0
}

/**
 * A hybrid clock: strictly increasing in this process, close to cluster time, and at most a few
 * minutes ahead of it.
 *
 * Revisions order the clients' actions. Kusto's `ingestion_time()` cannot: it is approximate, and
 * overlapping ingestions have no order in it
 * (data-explorer/kusto/query/ingestion-time-function.md). Two processes may draw the same number;
 * the writer's id breaks the tie.
 */
export class RevisionClock {
  readonly #nowMs: () => number
  readonly #drawn: DrawnRevisions

  /** @param nowMs - the cluster time */
  constructor(nowMs: () => number = Date.now, drawn: DrawnRevisions = new DrawnRevisions()) {
    this.#nowMs = nowMs
    this.#drawn = drawn
  }

  /** What {@link next} would return: a lower bound of all later revisions. Always even. */
  get #upcoming(): number {
    const { last } = this.#drawn
    return Math.max(last + 2 - (last % 2), revisionAt(this.#nowMs()))
  }

  next(): number {
    this.#drawn.last = this.#upcoming
    return this.#drawn.last
  }

  /**
   * Greater than the floor. Passes a floor that is too far ahead with odd numbers, without moving
   * the clock.
   */
  nextAfter(floor: number): number {
    if (floor < this.#upcoming) return this.next()
    const last = Math.max(floor, this.#drawn.lastAhead)
    this.#drawn.lastAhead = last + 1 + (last % 2)
    return this.#drawn.lastAhead
  }

  /**
   * Moves past a revision from a result, so that writes after a read are newer than what was read.
   *
   * @returns false for a revision that is too far ahead to follow
   */
  observe(revision: number): boolean {
    if (revision <= this.#drawn.last) return true
    if (revision > revisionAt(this.#nowMs() + FOLLOWED_MS)) return false
    this.#drawn.last = revision
    return true
  }
}

/** The smallest revision of a millisecond. */
export function revisionAt(timeMs: number): number {
  return Math.floor(timeMs) * COUNTS_PER_MS
}

/** The wall clock time of a revision, in milliseconds since 1970. */
export function revisionTimeMs(revision: number): number {
  return Math.floor(revision / COUNTS_PER_MS)
}

/** Whether a clock can have drawn it; otherwise the row is damaged. */
export function isPlausible(revision: number): boolean {
  return revision < LAST_PLAUSIBLE
}
