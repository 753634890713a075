import type { Driver, DriverDatabase, DriverStatement, DriverValue } from '../sqlite/driver.ts'
import type { FileOwner } from '../sqlite/file-owner.ts'
import { diskError } from './spool-errors.ts'

/**
 * A commit returns before it is on disk: `SpoolFile.sync` waits for that, off the event loop.
 * SQLite itself syncs the log before it copies it into the file.
 */
const SETTINGS = `PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA wal_autocheckpoint = 4000`

/** The SQLite database of one file, whose failures are those of the disk. */
export class SpoolDatabase {
  readonly path: string
  readonly #database: DriverDatabase

  /** @throws Error what SQLite throws */
  constructor(driver: Driver, path: string) {
    this.path = path
    this.#database = new driver.DatabaseSync(path, { readBigInts: true, returnArrays: true })
    try {
      this.#database.exec(SETTINGS)
    } catch (error) {
      this.#database.close()
      throw error
    }
  }

  prepare(sql: string): DriverStatement {
    return this.#database.prepare(sql)
  }

  exec(sql: string): void {
    this.#database.exec(sql)
  }

  noteOwner(owner: FileOwner): void {
    owner.note(this.#database)
  }

  /** @throws KustoSaverError `SPOOL_DAMAGED`, `SPOOL_FAILED` */
  select(sql: string): readonly (readonly DriverValue[])[] {
    try {
      const statement = this.#database.prepare(sql)
      statement.setReadBigInts(true)
      statement.setReturnArrays(true)
      return statement.all({}).filter(isRow)
    } catch (error) {
      throw diskError(this.path, error)
    }
  }

  /** @throws KustoSaverError `SPOOL_DAMAGED`, `SPOOL_FAILED`; then nothing has changed */
  inTransaction(work: () => void): void {
    try {
      this.#database.exec('BEGIN IMMEDIATE')
      work()
      this.#database.exec('COMMIT')
    } catch (error) {
      this.#rollBack()
      throw diskError(this.path, error)
    }
  }

  close(): void {
    this.#takeInLog()
    this.#database.close()
  }

  /** SQLite has rolled back some failures itself. */
  #rollBack(): void {
    try {
      this.#database.exec('ROLLBACK')
    } catch {
      // nothing was under way
    }
  }

  /** SQLite does so only when no statement is left, and the drop-in's live on for a while. */
  #takeInLog(): void {
    try {
      this.#database.exec('PRAGMA wal_checkpoint(TRUNCATE)')
    } catch {
      // a full disk: the log keeps everything, and the next open reads it
    }
  }
}

function isRow(row: unknown): row is readonly DriverValue[] {
  return Array.isArray(row)
}
