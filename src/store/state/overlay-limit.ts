import type { Clock } from '../../clock.ts'
import { KustoSaverError } from '../../errors.ts'
import { ENTRY_KINDS, type OverlayEntry } from '../../overlay/overlay-entry.ts'
import type { Overlay } from '../../overlay/overlay.ts'
import type { TombstoneRow } from '../../tables/rows.ts'
import { groupBy } from '../values/group-by.ts'
import { deletionsIn, visibleAmong, visibleRowsQuery } from '../queries/visible-rows.ts'
import type { QueryRunner } from '../queries/query-runner.ts'
import type { UnseenRows } from './unseen-rows.ts'

export interface OverlayWaitObserver {
  began(fill: { readonly rows: number; readonly bytes: number; readonly maxBytes: number }): void
  ended(waitedMs: number): void
  /** A check was given up without an answer. */
  hung?(afterMs: number): void
}

export interface OverlayLimitParts {
  readonly overlay: Overlay
  readonly queries: QueryRunner
  /** The overlay's clock. */
  readonly clock: Clock
  readonly maxBytes: number
  /** Longest time of one check with all its retries. Undefined: as long as the client takes. */
  readonly checkBudgetMs?: number
  /** Decides which rows a check queries, and reports those that do not arrive. */
  readonly unseen: UnseenRows
  /** Notified of writers that wait for space; must not throw. */
  readonly waits?: OverlayWaitObserver
  /** Receives the last deletion of each thread that a check has asked for. */
  readonly onTombstones?: (tombstones: readonly TombstoneRow[]) => void
}

/** Number of rows that one check queries, oldest first. */
const ROWS_PER_CHECK = 2000

const FIRST_PAUSE_MS = 20
const LONGEST_PAUSE_MS = 1000

/** Queued rows become visible within five minutes by default. */
const LONGEST_WAIT_MS = 900_000

/**
 * Keeps the overlay's acknowledged rows below the limit without ever dropping one. Rows that are
 * under way have limits of their own, and no query can return them.
 *
 * Up to half of the limit nothing happens: queries remove rows as they return them. Above that,
 * each write starts a *check* (one at a time, in the background): a query for the names of the
 * oldest rows, which removes visible ones. Above the limit, writers *wait*: check, pause, check
 * again, until there is space. The next check retries a failed one; a waiting writer gets its
 * error. A check that hangs is given up after its time budget, so that it holds nobody longer.
 * A row that a check does not find within the arrival window is gone (lost, purged, or removed by
 * retention) and is dropped. Otherwise such rows would become the oldest, and writers would wait
 * forever.
 */
export class OverlayLimit {
  readonly #parts: OverlayLimitParts
  #check: Promise<CheckResult> | undefined
  #checkedAtMs: number | undefined
  #isClosed = false

  constructor(parts: OverlayLimitParts) {
    this.#parts = parts
  }

  get maxBytes(): number {
    return this.#parts.maxBytes
  }

  /** When the latest check with an answer began; undefined before the first. */
  get checkedAtMs(): number | undefined {
    return this.#checkedAtMs
  }

  /** Age of the row that queries have not returned for longest; 0 if there is none. */
  get oldestAgeMs(): number {
    const { overlay, clock } = this.#parts
    const nowMs = clock.nowMs()
    return Math.max(0, ...ENTRY_KINDS.map((kind) => nowMs - (overlay.oldestAtMs(kind) ?? nowMs)))
  }

  /** Writers that wait for space get an error: rows may take minutes to become visible. */
  close(): void {
    this.#isClosed = true
  }

  /**
   * @throws KustoSaverError what queries throw, if there is no space and the check fails;
   *   `CLOSED`
   */
  async waitForSpace(): Promise<void> {
    const { overlay, maxBytes, clock, waits } = this.#parts
    if (overlay.acknowledgedBytes <= maxBytes / 2) return
    if (overlay.acknowledgedBytes <= maxBytes) {
      // never rejects; a writer that needs space gets the error
      void this.#checkOnce().catch(() => undefined)
      return
    }
    const startMs = clock.nowMs()
    waits?.began({ rows: overlay.size, bytes: overlay.acknowledgedBytes, maxBytes })
    try {
      await this.#checkUntilSpace()
    } finally {
      waits?.ended(clock.nowMs() - startMs)
    }
  }

  async #checkUntilSpace(): Promise<void> {
    const { overlay, maxBytes } = this.#parts
    for (let pauseMs = FIRST_PAUSE_MS; overlay.acknowledgedBytes > maxBytes; pauseMs *= 2) {
      if (this.#isClosed) throw closed()
      await this.#checkOnce()
      if (overlay.acknowledgedBytes <= maxBytes) return
      await this.#pause(Math.min(pauseMs, LONGEST_PAUSE_MS))
    }
  }

  /**
   * Waits until queries return every row of the thread that this process has written.
   *
   * @throws KustoSaverError `NOT_VISIBLE_YET` after a quarter of an hour, and what queries throw
   */
  async waitUntilSeen(threadId: string, operation: string): Promise<void> {
    const { overlay, clock } = this.#parts
    const isWaiting = (): boolean => !overlay.isEmptyOf(threadId)
    const untilMs = clock.nowMs() + LONGEST_WAIT_MS
    for (let pauseMs = FIRST_PAUSE_MS; isWaiting(); pauseMs *= 2) {
      await this.checkVisibility()
      if (!isWaiting()) return
      if (clock.nowMs() >= untilMs) throw notVisible(threadId, operation)
      await this.#pause(Math.min(pauseMs, LONGEST_PAUSE_MS))
    }
  }

  /**
   * Takes out of the overlay what queries return by now, oldest rows first, until nothing is left
   * or most of what was asked for is not visible yet: one check a call would fall behind a busy
   * process, and its rows seem to lag.
   */
  async checkVisibility(): Promise<void> {
    for (
      let check = await this.#checkOnce();
      isWorthAnother(check);
      check = await this.#checkOnce()
    );
  }

  /** Takes these rows out of the overlay if queries return them by now. */
  async checkRows(entries: readonly OverlayEntry[]): Promise<void> {
    // after a restart there are rows of the writers before
    for (const [writer, own] of groupBy(entries, ({ row }) => row.writer)) {
      await this.#checkRowsOf(writer, own)
    }
  }

  async #checkOnce(): Promise<CheckResult> {
    this.#check ??= this.#checkOldest().finally(() => {
      this.#check = undefined
    })
    return this.#check
  }

  async #checkOldest(): Promise<CheckResult> {
    const { overlay, clock, unseen } = this.#parts
    const oldest = unseen.pick(overlay, ROWS_PER_CHECK)
    if (oldest.length === 0) return { asked: 0, seen: 0 }
    const askedAtMs = clock.nowMs()
    const before = overlay.size
    await this.checkRows(oldest)
    this.#checkedAtMs = askedAtMs
    const seen = before - overlay.size
    unseen.judge(overlay, oldest, askedAtMs)
    return { asked: oldest.length, seen }
  }

  async #checkRowsOf(writer: string, entries: readonly OverlayEntry[]): Promise<void> {
    const { overlay, queries, onTombstones } = this.#parts
    const plan = visibleRowsQuery({
      writer,
      threadIds: [...new Set(entries.map((entry) => entry.scope.threadId))],
      revisions: [...new Set(entries.map(({ row }) => row.revision))],
    })
    const tables = await this.#withinBudget((signal) =>
      // urgent: writers may wait for it, and only one runs at a time
      queries.run(plan, 'visibility', signal, true),
    )
    onTombstones?.(deletionsIn(tables))
    overlay.forgetEntries(visibleAmong(entries, tables))
  }

  /** Ends the wait also if the client ignores the signal. */
  async #withinBudget<T>(check: (signal: AbortSignal) => Promise<T>): Promise<T> {
    const { clock, checkBudgetMs, waits } = this.#parts
    const controller = new AbortController()
    if (checkBudgetMs === undefined) return check(controller.signal)
    const late = new Promise<never>((_, reject) => {
      controller.signal.addEventListener('abort', () => reject(hung(checkBudgetMs)))
    })
    const cancel = clock.schedule(() => {
      waits?.hung?.(checkBudgetMs)
      controller.abort()
    }, checkBudgetMs)
    try {
      return await Promise.race([check(controller.signal), late])
    } finally {
      cancel()
    }
  }

  async #pause(delayMs: number): Promise<void> {
    await new Promise<void>((resolve) => {
      this.#parts.clock.schedule(resolve, delayMs)
    })
  }
}

function notVisible(threadId: string, operation: string): KustoSaverError {
  return new KustoSaverError(
    'NOT_VISIBLE_YET',
    `Kusto has acknowledged rows of thread ${JSON.stringify(threadId)} that queries do not return after ${LONGEST_WAIT_MS / 60_000} minutes, and ${operation}() needs them. What it has written is hidden. Does \`healthCheck()\` or \`.show ingestion failures\` tell why? Call it again when they are visible.`,
    { operation, threadId, retryable: true },
  )
}

function hung(afterMs: number): KustoSaverError {
  return new KustoSaverError(
    'QUERY_UNAVAILABLE',
    `Kusto did not say within ${afterMs} ms which acknowledged rows queries return, and the overlay (\`maxOverlayBytes\`) has no room until it does. Nothing was written. Storing again is safe: try later.`,
    { operation: 'visibility', retryable: true },
  )
}

function closed(): KustoSaverError {
  return new KustoSaverError(
    'CLOSED',
    'The saver was closed while a write waited for space in the overlay (`maxOverlayBytes`). Nothing was written: write again with an open saver.',
    { operation: 'visibility' },
  )
}

/** How many rows a check asked for, and how many rows it took out. */
interface CheckResult {
  readonly asked: number
  readonly seen: number
}

function isWorthAnother({ asked, seen }: CheckResult): boolean {
  return asked === ROWS_PER_CHECK && seen > asked / 2
}
