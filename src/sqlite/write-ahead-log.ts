import { closeSync, fdatasync, fdatasyncSync, openSync, realpathSync } from 'node:fs'

/**
 * Waits for the log that SQLite keeps beside a file, because SQLite's own sync blocks the event
 * loop. A commit with `synchronous = NORMAL` is in the log, but not synced
 * (sqlite.org/pragma.html#pragma_synchronous), and the log is one file while a connection is open.
 * SQLite locks other files, so closing this one releases no lock (sqlite.org/howtocorrupt.html,
 * section 2.2).
 */
export class WriteAheadLog {
  readonly #file: number
  #syncs = 0
  #isClosed = false

  private constructor(file: number) {
    this.#file = file
  }

  /** Undefined if it cannot be opened; then SQLite has to sync. */
  static of(databasePath: string): WriteAheadLog | undefined {
    let file: number | undefined
    try {
      file = openSync(`${realpathSync(databasePath)}-wal`, 'r+')
      fdatasyncSync(file)
      return new WriteAheadLog(file)
    } catch {
      if (file !== undefined) closeSync(file)
      return undefined
    }
  }

  /** Settles when everything committed before is on disk. */
  sync(): Promise<void> {
    this.#syncs += 1
    return new Promise((resolve, reject) => {
      fdatasync(this.#file, (error) => {
        this.#syncs -= 1
        this.#release()
        if (error === null) resolve()
        else reject(error)
      })
    })
  }

  syncNow(): void {
    fdatasyncSync(this.#file)
  }

  close(): void {
    this.#isClosed = true
    this.#release()
  }

  /**
   * Waits for the last sync, because the descriptor of a closed file is reused for the next one.
   */
  #release(): void {
    if (this.#isClosed && this.#syncs === 0) closeSync(this.#file)
  }
}
