/** Below a millisecond a revision counts: 11 bits, so that it stays a safe integer until the year 2109. */
const COUNTS_PER_MS = 2048

/** No clock is that far ahead: such a row is damaged, and what comes after it would soon be no safe integer. */
const LAST_PLAUSIBLE = Date.UTC(2100, 0) * COUNTS_PER_MS

/**
 * A hybrid clock: strictly increasing in this process, near the wall clock, never behind what was read.
 *
 * Revisions order what clients did. Kusto's `ingestion_time()` cannot: it is approximate and overlapping ingestions have no
 * order in it (data-explorer/kusto/query/ingestion-time-function.md). Two processes may draw the same number; the writer's id
 * breaks the tie.
 */
export class RevisionClock {
  readonly #nowMs: () => number
  #last = 0

  constructor(nowMs: () => number = Date.now) {
    this.#nowMs = nowMs
  }

  /** What {@link next} would give: nothing that is written from now on is below it. */
  get upcoming(): number {
    return Math.max(this.#last + 1, Math.floor(this.#nowMs()) * COUNTS_PER_MS)
  }

  next(): number {
    this.#last = this.upcoming
    return this.#last
  }

  /** Moves past a revision that came back in a result, so that what is written after reading is newer than what was read. */
  observe(revision: number): void {
    if (revision > this.#last && revision < LAST_PLAUSIBLE) this.#last = revision
  }
}

/** The wall clock in a revision, milliseconds since 1970. */
export function revisionTimeMs(revision: number): number {
  return Math.floor(revision / COUNTS_PER_MS)
}
