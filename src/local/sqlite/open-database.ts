import { KustoSaverError } from '../../errors.ts'
import { createForOwner } from '../../sqlite/create-for-owner.ts'
import { type Driver, type DriverDatabase, loadDriver } from '../../sqlite/driver.ts'
import { FileOwner, ownerOf } from '../../sqlite/file-owner.ts'
import { WriteAheadLog } from '../../sqlite/write-ahead-log.ts'
import { Connection, type SqlExtensions } from './connection.ts'
import type { SqliteDatabase } from './database.ts'
import { openFailure } from './open-failure.ts'

/**
 * Each commit is synced before it returns, except those of `transactionAhead`. The log grows to
 * about 40 MB before it is copied into the file: at SQLite's default of 1,000 pages every second
 * commit of a large value would wait for that (sqlite.org/wal.html). Reads cache 64 MiB of pages.
 */
const FILE_SETTINGS = `PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 10000;
  PRAGMA cache_size = -65536; PRAGMA temp_store = MEMORY`

export interface DatabaseOptions extends SqlExtensions {
  /**
   * A file, created if it does not exist and committed durably; without it the database is in
   * memory.
   */
  readonly path?: string
}

/**
 * @throws KustoSaverError `INVALID_OPTION` for an invalid path, `MISSING_PACKAGE` on a Node without
 *   SQLite if the drop-in is not installed
 */
export async function openDatabase(options: DatabaseOptions): Promise<SqliteDatabase> {
  const driver = await loadDriver()
  const { path } = options
  if (path === undefined || path === ':memory:') {
    const database = connect(driver, ':memory:')
    database.exec('PRAGMA temp_store = MEMORY')
    return new Connection(database, {}, options)
  }
  const owner = claim(driver, path)
  try {
    const database = openFile(driver, path)
    owner.note(database)
    return new Connection(database, { log: WriteAheadLog.of(path), owner }, options)
  } catch (error) {
    owner.abandon()
    throw error
  }
}

function claim(driver: Driver, path: string): FileOwner {
  const owner = attemptClaim(driver, path)
  if (owner !== undefined) return owner
  throw new KustoSaverError(
    'INVALID_OPTION',
    `The local Kusto cannot keep its data in ${path}: ${ownerOf(driver, path)} has it open. ` +
      'Close it there, or reach that engine over HTTP (listen(), langgraph-kusto local).',
  )
}

function attemptClaim(driver: Driver, path: string): FileOwner | undefined {
  try {
    return FileOwner.claim(driver, path)
  } catch (error) {
    throw openFailure(path, error)
  }
}

function connect({ DatabaseSync }: Driver, path: string): DriverDatabase {
  return new DatabaseSync(path, { readBigInts: true, returnArrays: true })
}

function openFile(driver: Driver, path: string): DriverDatabase {
  let database: DriverDatabase | undefined
  try {
    createForOwner(path)
    database = connect(driver, path)
    database.exec(FILE_SETTINGS)
    // makes a read-only file fail now, not at the first request
    database.exec('BEGIN IMMEDIATE; ROLLBACK')
    return database
  } catch (error) {
    database?.close()
    throw openFailure(path, error)
  }
}
