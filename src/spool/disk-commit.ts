import type { RowsOfCall } from '../ingest/row-sink.ts'
import { syncLostError } from './spool-errors.ts'
import type { SpoolFile } from './spool-file.ts'
import type { StoredCall } from './spooled-call.ts'

// taken when this module loads: a test's fake timers must not delay commits
const { setImmediate: endOfTurn } = globalThis

/** A larger commit would block the event loop for longer than its sync. */
const MAX_TOGETHER = 64

interface Waiting {
  readonly call: RowsOfCall
  readonly resolve: (stored: StoredCall) => void
  readonly reject: (error: unknown) => void
}

/**
 * Group commit to the disk: calls of one turn of the event loop share a commit and a sync, and
 * calls that arrive during a sync share the next one. The event loop continues meanwhile. A call
 * settles when it is on disk.
 */
export class DiskCommit {
  readonly file: SpoolFile
  readonly #waiting: Waiting[] = []
  #running: Promise<void> | undefined
  /**
   * SQLite reads a log only up to its first gap, so nothing is acknowledged after a failed sync.
   */
  #lost: { readonly error: unknown } | undefined

  constructor(file: SpoolFile) {
    this.file = file
  }

  /** @throws KustoSaverError `SPOOL_FAILED` */
  append(call: RowsOfCall): Promise<StoredCall> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ call, resolve, reject })
      this.#running ??= this.#run()
    })
  }

  /** Waits for everything that was appended before. */
  async settled(): Promise<void> {
    await this.#running
  }

  async #run(): Promise<void> {
    while (this.#waiting.length > 0) {
      await new Promise<void>((resolve) => {
        endOfTurn(resolve)
      })
      await this.#commit(this.#waiting.splice(0, MAX_TOGETHER))
    }
    // in the same turn as the last check, so that no call arrives in between
    this.#running = undefined
  }

  /** Never rejects. */
  async #commit(group: readonly Waiting[]): Promise<void> {
    try {
      if (this.#lost !== undefined) throw this.#lost.error
      const stored = this.file.append(group.map(({ call }) => call))
      await this.#sync()
      for (const [index, call] of stored.entries()) group[index]?.resolve(call)
    } catch (error) {
      for (const { reject } of group) reject(error)
    }
  }

  async #sync(): Promise<void> {
    try {
      await this.file.sync()
    } catch (error) {
      this.#lost = { error: syncLostError(this.file.path, error) }
      throw this.#lost.error
    }
  }
}
