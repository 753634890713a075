import { closeSync, fdatasync, fdatasyncSync, openSync, realpathSync } from 'node:fs'

/**
 * The log that SQLite keeps beside a file, waited for without SQLite, whose own sync holds up the
 * event loop. A commit with `synchronous = NORMAL` is in the log and only its sync is left out
 * (sqlite.org/pragma.html#pragma_synchronous); the log is one file for as long as a connection is
 * open. SQLite's locks lie on other files, so closing this one lets none of them go
 * (sqlite.org/howtocorrupt.html, section 2.2).
 */
export class WriteAheadLog {
  readonly #file: number
  #syncs = 0
  #isClosed = false

  private constructor(file: number) {
    this.#file = file
  }

  /**
   * Undefined when it cannot be reached, or not be synced, as under Node's permission model
   * (nodejs.org/api/permissions.html: no `fs.fdatasync`): then SQLite has to sync.
   */
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

  /** Settles when all that was committed before is on the disk. */
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
   * Not before the last sync has ended: the number of a closed file is given to the next one that
   * is opened.
   */
  #release(): void {
    if (this.#isClosed && this.#syncs === 0) closeSync(this.#file)
  }
}
