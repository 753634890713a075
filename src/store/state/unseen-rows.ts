import { ENTRY_KINDS, type EntryKind, type OverlayEntry } from '../../overlay/overlay-entry.ts'
import type { Overlay } from '../../overlay/overlay.ts'

/** Acknowledged rows of one table that no query has returned. */
export interface UnseenReport {
  readonly kind: EntryKind
  readonly rows: number
  /** Thread of the oldest row. */
  readonly threadId: string
  readonly ageMs: number
}

export interface UnseenObserver {
  /** They should be visible by now, but may still arrive. */
  overdue?(report: UnseenReport): void
  /** They cannot arrive any more and were given up. */
  lost?(report: UnseenReport): void
}

export interface UnseenRowsParts {
  /** After how long an invisible row is reported. */
  readonly overdueMs: number
  /** After how long it counts as lost. */
  readonly arrivalMs: number
  readonly observer: UnseenObserver
}

/** One of this many looks also queries overdue rows. */
const LOOKS_PER_OVERDUE_LOOK = 8

/**
 * Decides which rows a check queries, and reports rows that do not arrive: once when they are
 * *overdue*, once when they are *lost*. Overdue rows are queried rarely. Otherwise thousands of
 * them, such as a batch that Kusto lost, would be the oldest rows of each check, and no check would
 * reach later rows.
 */
export class UnseenRows {
  readonly #parts: UnseenRowsParts
  readonly #overdue = new Set<OverlayEntry>()
  #looks = 0

  constructor(parts: UnseenRowsParts) {
    this.#parts = parts
  }

  /** The oldest rows to query. */
  pick(overlay: Overlay, count: number): OverlayEntry[] {
    for (const entry of this.#overdue) if (!overlay.holds(entry)) this.#overdue.delete(entry)
    if (this.#overdue.size === 0 || this.#looks++ % LOOKS_PER_OVERDUE_LOOK === 0) {
      return overlay.oldest(count)
    }
    const others = overlay
      .oldest(count + this.#overdue.size)
      .filter((entry) => !this.#overdue.has(entry))
    return others.length > 0 ? others.slice(0, count) : overlay.oldest(count)
  }

  /** @param asked - rows that a query at that time did not return */
  judge(overlay: Overlay, asked: readonly OverlayEntry[], askedAtMs: number): void {
    const { overdueMs, arrivalMs, observer } = this.#parts
    const missing = asked.filter((entry) => overlay.holds(entry))
    const ageOf = ({ acknowledgedAtMs = askedAtMs }: OverlayEntry) => askedAtMs - acknowledgedAtMs
    overlay.expire(missing, askedAtMs - arrivalMs)
    const isLost = (entry: OverlayEntry) => !overlay.holds(entry)
    const late = missing.filter(
      (entry) => !isLost(entry) && ageOf(entry) > overdueMs && !this.#overdue.has(entry),
    )
    for (const entry of late) this.#overdue.add(entry)
    for (const report of reports(late, ageOf)) observer.overdue?.(report)
    for (const report of reports(missing.filter(isLost), ageOf)) observer.lost?.(report)
  }
}

function reports(
  entries: readonly OverlayEntry[],
  ageOf: (entry: OverlayEntry) => number,
): UnseenReport[] {
  return ENTRY_KINDS.flatMap((kind) => {
    const [first, ...others] = entries.filter((entry) => entry.kind === kind)
    if (first === undefined) return []
    const oldest = others.reduce((a, b) => (ageOf(b) > ageOf(a) ? b : a), first)
    const rows = others.length + 1
    return [{ kind, rows, threadId: oldest.scope.threadId, ageMs: ageOf(oldest) }]
  })
}
