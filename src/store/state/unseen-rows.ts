import { ENTRY_KINDS, type EntryKind, type OverlayEntry } from '../../overlay/overlay-entry.ts'
import type { Overlay } from '../../overlay/overlay.ts'

/** Acknowledged rows of one table that no query has returned. */
export interface UnseenReport {
  readonly kind: EntryKind
  readonly rows: number
  /** Of the oldest row. */
  readonly threadId: string
  readonly ageMs: number
}

export interface UnseenObserver {
  /** They should be visible by now, and may still come. */
  overdue?(report: UnseenReport): void
  /** They cannot come any more and were given up. */
  lost?(report: UnseenReport): void
}

export interface UnseenRowsParts {
  /** After how long a row that is not visible is worth a word. */
  readonly overdueMs: number
  /** After how long it is gone. */
  readonly arrivalMs: number
  readonly observer: UnseenObserver
}

/** Of so many looks one asks for overdue rows too. */
const LOOKS_PER_OVERDUE_LOOK = 8

/**
 * Which rows a look asks for, and what is said of those that do not come: once when they are
 * *overdue*, once when they are *lost*. Overdue rows are asked for seldom: thousands of them, a
 * batch that Kusto has lost, would otherwise be the oldest of each look, and no look would get to
 * the rows behind them.
 */
export class UnseenRows {
  readonly #parts: UnseenRowsParts
  readonly #overdue = new Set<OverlayEntry>()
  #looks = 0

  constructor(parts: UnseenRowsParts) {
    this.#parts = parts
  }

  /** The oldest rows that are worth asking for. */
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

  /** @param asked - those that a query did not return although it was asked at that time */
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
