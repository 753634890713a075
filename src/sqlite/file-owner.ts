import { existsSync, realpathSync, rmSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { createForOwner } from './create-for-owner.ts'
import type { Driver, DriverDatabase } from './driver.ts'

const NOTE = `CREATE TABLE IF NOT EXISTS "$owner" (id INTEGER PRIMARY KEY CHECK (id = 1), pid INTEGER NOT NULL, since TEXT NOT NULL)`
/** SQLITE_BUSY (sqlite.org/rescode.html). */
const BUSY = 5

/**
 * The one connection that may have a file open. Two owners of one file would each keep their own
 * state and lose rows that the other acknowledged.
 *
 * The claim is a SQLite lock on a separate file beside it, because SQLite's locks end with their
 * process on every platform and also hold within one process (sqlite.org/lockingv3.html). The file
 * must be separate, because a program that opens and closes the database itself releases its
 * process's locks (sqlite.org/howtocorrupt.html, section 2.2). It stays when the database is
 * closed: if it were removed, one process could lock the old file while the next one creates a new
 * one.
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
   * Undefined if the file has an owner.
   *
   * @throws what SQLite throws when the file cannot be locked
   */
  static claim(driver: Driver, path: string): FileOwner | undefined {
    const lockPath = `${realPath(path)}-lock`
    const isNew = !existsSync(lockPath)
    createForOwner(lockPath)
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

  /** Records this process, for the next one that tries to open the file. */
  note(database: DriverDatabase): void {
    database.exec(NOTE)
    database
      .prepare('INSERT OR REPLACE INTO "$owner" (id, pid, since) VALUES (1, ?, ?)')
      .run(BigInt(process.pid), new Date().toISOString())
  }

  release(): void {
    this.#lock.close()
  }

  /** Cleans up after the file itself could not be opened. */
  abandon(): void {
    if (this.#isNew) rmSync(this.#lockPath, { force: true })
    this.release()
  }
}

/** One name per file, even before the file exists. */
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

/** The process that has the file open, as it recorded itself. */
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
    // it is opening the file right now, and has not recorded itself yet
    return []
  } finally {
    database?.close()
  }
}
