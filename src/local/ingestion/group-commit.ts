import type { SqliteDatabase } from '../sqlite/database.ts'

// taken when the module is loaded: a test's fake timers must not hold commits back
const { setImmediate: endOfTurn } = globalThis

/** A commit of more than these would keep the event loop waiting for longer than its sync does. */
const MAX_TOGETHER = 64

interface Waiting {
  readonly work: () => void
  readonly resolve: () => void
  readonly reject: (error: unknown) => void
}

/** How one piece of work ended: told to its caller when what it did is committed. */
type Ending = () => void

/**
 * Commits what arrives in one turn of the event loop together: each commit waits for the disk, which takes longer than most of the
 * work. Nothing is acknowledged before the commit that holds it.
 */
export class GroupCommit {
  readonly #db: Pick<SqliteDatabase, 'transaction'>
  readonly #waiting: Waiting[] = []

  constructor(db: Pick<SqliteDatabase, 'transaction'>) {
    this.#db = db
  }

  /** @param work - changes data only inside transactions of its own, so that its failure leaves nothing behind */
  run(work: () => void): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ work, resolve, reject })
      if (this.#waiting.length === 1) endOfTurn(() => this.#commitSome())
    })
  }

  /** Commits all that waits, at once. */
  flush(): void {
    while (this.#waiting.length > 0) this.#commit()
  }

  #commitSome(): void {
    if (this.#waiting.length > 0) this.#commit()
    if (this.#waiting.length > 0) endOfTurn(() => this.#commitSome())
  }

  #commit(): void {
    const group = this.#waiting.splice(0, MAX_TOGETHER)
    for (const end of this.#together(group) ?? group.map(attempt)) end()
  }

  /** Undefined when not even the commit worked: then each is to be tried alone, so that only the culprit fails. */
  #together(group: readonly Waiting[]): readonly Ending[] | undefined {
    try {
      return this.#db.transaction(() => group.map(attempt))
    } catch {
      return undefined
    }
  }
}

function attempt({ work, resolve, reject }: Waiting): Ending {
  try {
    work()
    return resolve
  } catch (error) {
    return () => reject(error)
  }
}
