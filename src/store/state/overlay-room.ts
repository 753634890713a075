import type { Clock } from '../../clock.ts'
import { KustoSaverError } from '../../errors.ts'
import type { Overlay } from '../../overlay/overlay.ts'
import type { TombstoneRow } from '../../tables/rows.ts'
import { deletionsIn, visibleAmong, visibleRowsQuery } from '../queries/visible-rows.ts'
import type { QueryRunner } from '../queries/query-runner.ts'
import type { UnseenRows } from './unseen-rows.ts'

export interface OverlayRoomParts {
  readonly overlay: Overlay
  readonly queries: QueryRunner
  readonly writer: string
  /** The one that the overlay has. */
  readonly clock: Clock
  readonly maxBytes: number
  /** Which of its rows a look asks for, and what is said of those that do not come. */
  readonly unseen: UnseenRows
  /** Told of the last deletion of each thread that a look has asked for. */
  readonly onTombstones?: (tombstones: readonly TombstoneRow[]) => void
}

/** How many rows one look asks for, oldest first. */
const ROWS_PER_LOOK = 2000

const FIRST_PAUSE_MS = 20
const LONGEST_PAUSE_MS = 1000

/** Queued rows become visible within five minutes by default. */
const LONGEST_WAIT_MS = 900_000

/**
 * Keeps the overlay within its bytes without ever dropping a row.
 *
 * Up to half of the bound nothing happens: queries take rows out as they return them. From there on
 * each write starts a *look* (one at a time, in the background): a query for the names of the
 * oldest rows, which takes out those that are visible. Above the bound writers *wait*: look, pause,
 * look again, until there is room. A look that fails is tried again by the next; a writer that
 * waits gets its error. A row that a look does not find longer after its acknowledgement than any
 * arrival takes is gone (lost on its way, purged, or removed by retention): were it held, the
 * oldest rows would be such rows some day, and writers would wait for ever.
 */
export class OverlayRoom {
  readonly #parts: OverlayRoomParts
  #look: Promise<Look> | undefined

  constructor(parts: OverlayRoomParts) {
    this.#parts = parts
  }

  get maxBytes(): number {
    return this.#parts.maxBytes
  }

  /** @throws KustoSaverError what queries throw, when there is no room and looking fails */
  async waitForRoom(): Promise<void> {
    const { overlay, maxBytes } = this.#parts
    if (overlay.bytes <= maxBytes / 2) return
    if (overlay.bytes <= maxBytes) {
      // never rejects; the writer that needs room sees the error
      void this.#lookOnce().catch(() => undefined)
      return
    }
    for (let pauseMs = FIRST_PAUSE_MS; overlay.bytes > maxBytes; pauseMs *= 2) {
      await this.#lookOnce()
      if (overlay.bytes <= maxBytes) return
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
      await this.look()
      if (!isWaiting()) return
      if (clock.nowMs() >= untilMs) throw notVisible(threadId, operation)
      await this.#pause(Math.min(pauseMs, LONGEST_PAUSE_MS))
    }
  }

  /**
   * Takes out of the overlay what queries return by now, oldest rows first, until nothing is left
   * or most of what was asked for is not visible yet: one look a call would fall behind a busy
   * process, and its rows seem to lag.
   */
  async look(): Promise<void> {
    for (let look = await this.#lookOnce(); isWorthAnother(look); look = await this.#lookOnce());
  }

  async #lookOnce(): Promise<Look> {
    this.#look ??= this.#lookForOldest().finally(() => {
      this.#look = undefined
    })
    return this.#look
  }

  async #lookForOldest(): Promise<Look> {
    const { overlay, queries, writer, clock, unseen, onTombstones } = this.#parts
    const oldest = unseen.pick(overlay, ROWS_PER_LOOK)
    if (oldest.length === 0) return { asked: 0, seen: 0 }
    const askedAtMs = clock.nowMs()
    const tables = await queries.run(
      visibleRowsQuery({
        writer,
        threadIds: [...new Set(oldest.map((entry) => entry.scope.threadId))],
        revisions: [...new Set(oldest.map(({ row }) => row.revision))],
      }),
      'visibility',
      undefined,
      true, // writers may wait for it, and there is one at a time
    )
    onTombstones?.(deletionsIn(tables))
    const before = overlay.size
    overlay.forgetEntries(visibleAmong(oldest, tables))
    const seen = before - overlay.size
    unseen.judge(overlay, oldest, askedAtMs)
    return { asked: oldest.length, seen }
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

/** How many rows a look asked for, and how many rows it took out. */
interface Look {
  readonly asked: number
  readonly seen: number
}

function isWorthAnother({ asked, seen }: Look): boolean {
  return asked === ROWS_PER_LOOK && seen > asked / 2
}
