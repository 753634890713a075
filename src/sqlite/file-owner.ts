import { existsSync, realpathSync, rmSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import type { Driver, DriverDatabase } from './driver.ts'

const NOTE = `CREATE TABLE IF NOT EXISTS "$owner" (id INTEGER PRIMARY KEY CHECK (id = 1), pid INTEGER NOT NULL, since TEXT NOT NULL)`
/** SQLITE_BUSY (sqlite.org/rescode.html). */
const BUSY = 5

/**
 * The one connection that may have a file open. Two owners of one file would each keep a state of
 * their own, and lose what the other has acknowledged.
 *
 * The claim is a lock of SQLite's on a file beside it, for SQLite's locks go with their process on
 * every platform and hold within one process too (sqlite.org/lockingv3.html). It is a file of its
 * own, since a program that reads and closes the database itself takes its process's locks away
 * (sqlite.org/howtocorrupt.html, section 2.2). It stays when the file is closed: removed, it
 * could be locked by one process and made anew by the next.
 */
export class FileOwner {
  readonly #lock: DriverDatabase
  readonly #lockPath: string
  readonly #isNew: boolean

  private constructor(lock: DriverDatabase, lockPath: string, isNew: boolean) {
    this.#lock = lock
    this.#lockPath = lockPath
    this.#isNew = isNew
  }

  /**
   * Undefined when the file has an owner.
   *
   * @throws what SQLite throws when the file cannot be locked
   */
  static claim(driver: Driver, path: string): FileOwner | undefined {
    const lockPath = `${realPath(path)}-lock`
    const isNew = !existsSync(lockPath)
    const lock = new driver.DatabaseSync(lockPath, { readBigInts: true, returnArrays: true })
    try {
      lock.exec('PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE')
    } catch (error) {
      lock.close()
      if (isBusy(error)) return undefined
      throw error
    }
    return new FileOwner(lock, lockPath, isNew)
  }

  /** Writes down who it is, for the one who comes second. */
  note(database: DriverDatabase): void {
    database.exec(NOTE)
    database
      .prepare('INSERT OR REPLACE INTO "$owner" (id, pid, since) VALUES (1, ?, ?)')
      .run(BigInt(process.pid), new Date().toISOString())
  }

  release(): void {
    this.#lock.close()
  }

  /** After the file itself could not be opened: nothing stays behind. */
  abandon(): void {
    if (this.#isNew) rmSync(this.#lockPath, { force: true })
    this.release()
  }
}

/** One name for one file, also when it is not there yet. */
function realPath(path: string): string {
  try {
    return realpathSync(path)
  } catch {
    try {
      return join(realpathSync(dirname(path)), basename(path))
    } catch {
      return path
    }
  }
}

function isBusy(error: unknown): boolean {
  return error instanceof Error && 'errcode' in error && Number(error.errcode) % 256 === BUSY
}

/** Who has the file open, as it noted itself. */
export function ownerOf(driver: Driver, path: string): string {
  const [pid, since] = ownerRow(driver, path)
  if (typeof pid !== 'bigint' || typeof since !== 'string') return 'another process'
  const who = Number(pid) === process.pid ? `this process (${pid})` : `process ${pid}`
  return `${who}, since ${since},`
}

function ownerRow(driver: Driver, path: string): readonly unknown[] {
  let database: DriverDatabase | undefined
  try {
    database = new driver.DatabaseSync(path, { readBigInts: true, returnArrays: true })
    const statement = database.prepare('SELECT pid, since FROM "$owner"')
    statement.setReadBigInts(true)
    statement.setReturnArrays(true)
    const [row] = statement.all({})
    return Array.isArray(row) ? row : []
  } catch {
    // it is opening the file right now, and has not said who it is
    return []
  } finally {
    database?.close()
  }
}
