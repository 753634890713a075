/**
 * Below a millisecond a revision counts: 11 bits, so that it stays a safe integer until the year
 * 2109.
 */
const COUNTS_PER_MS = 2048

/**
 * No clock is that far ahead: such a row is damaged, and what comes after it would soon be no safe
 * integer.
 */
const LAST_PLAUSIBLE = Date.UTC(2100, 0) * COUNTS_PER_MS

/**
 * So far the clock follows revisions of others. Beyond, the writer's clock is wrong, and nobody
 * else's shall become so.
 */
const FOLLOWED_MS = 300_000

/** What the clocks of one process have given, so that several of them never give the same. */
export class DrawnRevisions {
  last = 0
  lastAhead = 0
}

/**
 * A hybrid clock: strictly increasing in this process, near the cluster's time, and at most some
 * minutes ahead of it.
 *
 * Revisions order what clients did. Kusto's `ingestion_time()` cannot: it is approximate and
 * overlapping ingestions have no order in it
 * (data-explorer/kusto/query/ingestion-time-function.md). Two processes may draw the same number;
 * the writer's id breaks the tie.
 */
export class RevisionClock {
  readonly #nowMs: () => number
  readonly #drawn: DrawnRevisions

  /** @param nowMs - the cluster's time */
  constructor(nowMs: () => number = Date.now, drawn: DrawnRevisions = new DrawnRevisions()) {
    this.#nowMs = nowMs
    this.#drawn = drawn
  }

  /** What {@link next} would give: nothing that is written from now on is below it. Always even. */
  get #upcoming(): number {
    const { last } = this.#drawn
    return Math.max(last + 2 - (last % 2), revisionAt(this.#nowMs()))
  }

  next(): number {
    this.#drawn.last = this.#upcoming
    return this.#drawn.last
  }

  /**
   * Greater than the floor. A floor that is too far ahead is passed without moving the clock, by
   * odd numbers.
   */
  nextAfter(floor: number): number {
    if (floor < this.#upcoming) return this.next()
    const last = Math.max(floor, this.#drawn.lastAhead)
    this.#drawn.lastAhead = last + 1 + (last % 2)
    return this.#drawn.lastAhead
  }

  /**
   * Moves past a revision that came back in a result, so that what is written after reading is
   * newer than what was read.
   *
   * @returns whether it did; false for a revision that is too far ahead
   */
  observe(revision: number): boolean {
    if (revision <= this.#drawn.last) return true
    if (revision > revisionAt(this.#nowMs() + FOLLOWED_MS)) return false
    this.#drawn.last = revision
    return true
  }
}

/** The least revision of a millisecond. */
export function revisionAt(timeMs: number): number {
  return Math.floor(timeMs) * COUNTS_PER_MS
}

/** The wall clock in a revision, milliseconds since 1970. */
export function revisionTimeMs(revision: number): number {
  return Math.floor(revision / COUNTS_PER_MS)
}

/** Whether a clock can have given it; a row that says otherwise is damaged. */
export function isPlausible(revision: number): boolean {
  return revision < LAST_PLAUSIBLE
}
