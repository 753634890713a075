import type { Ahead, SqliteDatabase } from '../sqlite/database.ts'

// taken when the module is loaded: a test's fake timers must not hold commits back
const { setImmediate: endOfTurn } = globalThis

/** A commit of more than these would keep the event loop waiting for longer than its sync does. */
const MAX_TOGETHER = 64

interface Waiting {
  readonly work: () => void
  readonly resolve: () => void
  readonly reject: (error: unknown) => void
}

/**
 * How one piece of work ended: told to its caller when what it did is on the disk, or will not be.
 */
type Ending = (lost?: Lost) => void

interface Lost {
  readonly error: unknown
}

/**
 * Commits what arrives in one turn of the event loop together, and what arrives while the disk is
 * at work together after that: the disk takes longer than most of the work, and the event loop goes
 * on meanwhile. Nothing is acknowledged before it is on the disk.
 */
export class GroupCommit {
  readonly #db: Pick<SqliteDatabase, 'transactionAhead' | 'syncNow'>
  readonly #waiting: Waiting[] = []
  /** Committed and perhaps not on the disk yet. */
  #underWay: readonly Ending[] = []
  #isBusy = false
  /** A log with a gap is read up to the gap only, so nothing can be promised after it. */
  #lost: Lost | undefined

  constructor(db: Pick<SqliteDatabase, 'transactionAhead' | 'syncNow'>) {
    this.#db = db
  }

  /**
   * @param work - changes data only inside transactions of its own, so that its failure leaves
   * nothing behind
   */
  run(work: () => void): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ work, resolve, reject })
      if (!this.#isBusy) this.#next()
    })
  }

  /** Commits all that waits, at once, and returns when it is on the disk. */
  flush(): void {
    // what the disk says of each alone is said again of all
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

  /** @returns what to wait for before the callers are told */
  #commit(): Promise<void> | undefined {
    const group = this.#waiting.splice(0, MAX_TOGETHER)
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

  /**
   * Undefined when not even the commit worked: then each is to be tried alone, so that only the
   * culprit fails.
   */
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
