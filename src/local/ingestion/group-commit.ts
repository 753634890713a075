import type { Ahead, SqliteDatabase } from '../sqlite/database.ts'

// taken when this module loads: a test's fake timers must not delay commits
const { setImmediate: endOfTurn } = globalThis

/** A larger commit would block the event loop for longer than its sync. */
const MAX_TOGETHER = 64
const MAX_BYTES_TOGETHER = 2 ** 20

interface Waiting {
  readonly work: () => void
  readonly bytes: number
  readonly resolve: () => void
  readonly reject: (error: unknown) => void
}

/**
 * The result of one piece of work, passed to its caller when its changes are on disk, or have
 * failed.
 */
type Ending = (lost?: Lost) => void

interface Lost {
  readonly error: unknown
}

/**
 * Commits the work of one turn of the event loop together, and what arrives during a sync together
 * after that. The disk takes longer than most of the work, and the event loop continues meanwhile.
 * Nothing is acknowledged before it is on disk.
 */
export class GroupCommit {
  readonly #db: Pick<SqliteDatabase, 'transactionAhead' | 'syncNow'>
  readonly #waiting: Waiting[] = []
  /** Committed, but perhaps not on disk yet. */
  #underWay: readonly Ending[] = []
  #isBusy = false
  /** A log with a gap is only read up to the gap, so nothing can be acknowledged after it. */
  #lost: Lost | undefined

  constructor(db: Pick<SqliteDatabase, 'transactionAhead' | 'syncNow'>) {
    this.#db = db
  }

  /**
   * @param work - only changes data inside its own transactions, so that its failure leaves nothing
   *   behind
   * @param bytes - that it writes, about
   */
  run(work: () => void, bytes = 0): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ work, bytes, resolve, reject })
      if (!this.#isBusy) this.#next()
    })
  }

  /** Commits all waiting work at once, and returns when it is on disk. */
  flush(): void {
    // the sync below reports a disk failure for all of them
    while (this.#waiting.length > 0) this.#commit()?.catch(() => undefined)
    if (this.#underWay.length === 0) return
    try {
      this.#db.syncNow()
    } catch (error) {
      this.#lost = { error: logLost(error) }
    }
    this.#notify()
  }

  #next(): void {
    this.#isBusy = this.#waiting.length > 0
    if (this.#isBusy) endOfTurn(() => void this.#commitSome())
  }

  async #commitSome(): Promise<void> {
    try {
      if (this.#waiting.length > 0) await this.#commit()
    } catch (error) {
      this.#lost = { error: logLost(error) }
    }
    this.#notify()
    this.#next()
  }

  /** @returns what to wait for before reporting to the callers */
  #commit(): Promise<void> | undefined {
    const group = this.#waiting.splice(0, sizeOfGroup(this.#waiting))
    const together = this.#lost === undefined ? this.#together(group) : undefined
    this.#underWay = [
      ...this.#underWay,
      ...(together?.result ?? group.map((one) => this.#alone(one))),
    ]
    return together?.onDisk
  }

  #notify(): void {
    const endings = this.#underWay
    this.#underWay = []
    for (const end of endings) end(this.#lost)
  }

  /** Undefined if the commit failed; then each is retried alone, so that only the culprit fails. */
  #together(group: readonly Waiting[]): Ahead<readonly Ending[]> | undefined {
    try {
      return this.#db.transactionAhead(() => group.map(attempt))
    } catch {
      return undefined
    }
  }

  #alone(one: Waiting): Ending {
    return this.#lost === undefined ? attempt(one) : () => one.reject(this.#lost?.error)
  }
}

/** At least one, and no more than the event loop can spare. */
function sizeOfGroup(waiting: readonly Waiting[]): number {
  let bytes = 0
  const end = waiting.findIndex((one) => (bytes += one.bytes) > MAX_BYTES_TOGETHER)
  return Math.min(MAX_TOGETHER, end === -1 ? waiting.length : Math.max(1, end))
}

function attempt({ work, resolve, reject }: Waiting): Ending {
  try {
    work()
    return (lost) => (lost === undefined ? resolve() : reject(lost.error))
  } catch (error) {
    return () => reject(error)
  }
}

function logLost(cause: unknown): Error {
  return new Error(
    "The disk failed to sync the log of the local Kusto's file, so the latest writes may be lost. Close it, fix the disk and open it again.",
    { cause },
  )
}
