import { loadDriver } from '../../sqlite/driver.ts'
import { KustoSaverError } from '../../errors.ts'
import { FileOwner, ownerOf } from '../../sqlite/file-owner.ts'
import { openFailure } from './open-failure.ts'
import {
  registerAggregate,
  registerFunction,
  type SqlAggregate,
  type SqlFunction,
  StatementRun,
} from './sql-function.ts'
import { StatementCache } from './statement-cache.ts'
import { decodeText, encodeText } from './text.ts'
import { WriteAheadLog } from '../../sqlite/write-ahead-log.ts'
import type { Driver, DriverDatabase, DriverStatement } from '../../sqlite/driver.ts'

/**
 * An INTEGER is read as a bigint, a REAL as a number; bind integers as bigints, because one driver
 * binds every number as REAL.
 */
export type SqlValue = string | number | bigint | Uint8Array | null

/** Values in column order. */
export type SqlRow = readonly SqlValue[]

export type SqlParameters = Readonly<Record<string, SqlValue>>

/** One connection. Calls are synchronous; text may contain any character. */
export interface SqliteDatabase {
  exec(sql: string): void
  /** Parameter names have no colon. */
  all(sql: string, params?: SqlParameters): readonly SqlRow[]
  /** The same row by row, until `take` returns false. */
  each(sql: string, params: SqlParameters, take: (row: SqlRow) => boolean): void
  run(sql: string, params?: SqlParameters): void
  /**
   * Runs the statement for each row with positional parameters, which cost a third of named ones.
   */
  runEach(sql: string, rows: readonly SqlRow[]): void
  /**
   * Makes sure that `temp` has a table of this name with columns `c0`, `c1`, …. Only this
   * connection sees it, and it is in memory.
   */
  temporaryTable(name: string, width: number): void
  /**
   * Commits the changes of `work`, or rolls them back if it throws; a nested one only rolls back
   * its own part.
   */
  transaction<T>(work: () => T): T
  /**
   * The same without blocking the event loop until the data is on disk: others can read at once
   * what is only safe when `onDisk` settles. Not inside another transaction.
   */
  transactionAhead<T>(work: () => T): Ahead<T>
  /** Returns when everything committed is on disk. */
  syncNow(): void
  /** Safe to call twice. */
  close(): void
}

export interface Ahead<T> {
  readonly result: T
  /** Undefined if there is nothing to wait for. */
  readonly onDisk: Promise<void> | undefined
}

const STATEMENT_CACHE_CAPACITY = 500

/**
 * Each commit is synced before it returns, except those of `transactionAhead`. The log grows to
 * about 40 MB before it is copied into the file: at SQLite's default of 1,000 pages every second
 * commit of a large value would wait for that (sqlite.org/wal.html). Reads cache 64 MiB of pages.
 */
const FILE_SETTINGS = `PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 10000;
  PRAGMA cache_size = -65536; PRAGMA temp_store = MEMORY`

export interface DatabaseOptions {
  /**
   * A file, created if it does not exist and committed durably; without it the database is in
   * memory.
   */
  readonly path?: string
  /** Functions for SQL. */
  readonly functions?: readonly SqlFunction[]
  /** Aggregates for SQL. */
  readonly aggregates?: readonly SqlAggregate[]
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

/** Resources that belong to a connection to a file. */
interface FileParts {
  readonly log?: WriteAheadLog | undefined
  readonly owner?: FileOwner
}

class Connection implements SqliteDatabase {
  readonly #database: DriverDatabase
  readonly #log: WriteAheadLog | undefined
  readonly #owner: FileOwner | undefined
  readonly #statements: StatementCache
  readonly #run = new StatementRun()
  #transactionDepth = 0
  #isOpen = true

  constructor(
    database: DriverDatabase,
    { log, owner }: FileParts,
    { functions = [], aggregates = [] }: DatabaseOptions,
  ) {
    this.#database = database
    this.#log = log
    this.#owner = owner
    this.#statements = new StatementCache((sql) => prepare(database, sql), STATEMENT_CACHE_CAPACITY)
    for (const definition of functions) registerFunction(database, definition, this.#run)
    for (const definition of aggregates) registerAggregate(database, definition, this.#run)
  }

  exec(sql: string): void {
    this.#throwingFunctionErrors(() => this.#database.exec(sql))
  }

  all(sql: string, params: SqlParameters = {}): readonly SqlRow[] {
    const rows = this.#throwingFunctionErrors(() =>
      this.#statements.get(sql).all(encodeParameters(params)),
    )
    return rows.map(decodeRow)
  }

  each(sql: string, params: SqlParameters, take: (row: SqlRow) => boolean): void {
    try {
      this.#throwingFunctionErrors(() => {
        for (const row of this.#statements.get(sql).iterate(encodeParameters(params))) {
          if (!take(decodeRow(row))) break
        }
      })
    } catch (error) {
      // both drivers fail once more with a statement that failed half way
      this.#statements.drop(sql)
      throw error
    }
  }

  run(sql: string, params: SqlParameters = {}): void {
    this.#throwingFunctionErrors(() => this.#statements.get(sql).run(encodeParameters(params)))
  }

  runEach(sql: string, rows: readonly SqlRow[]): void {
    this.#throwingFunctionErrors(() => {
      const statement = this.#statements.get(sql)
      for (const row of rows) statement.run(...row.map(encode))
    })
  }

  temporaryTable(name: string, width: number): void {
    const columns = Array.from({ length: width }, (_, index) => `c${index}`)
    // checked each time, because a rollback also removes the tables that its transaction created
    this.run(`create temp table if not exists "${name}" (${columns.join(', ')})`)
  }

  transaction<T>(work: () => T): T {
    const savepoint = `nested_${this.#transactionDepth}`
    const isOuter = this.#transactionDepth === 0
    this.#database.exec(isOuter ? 'BEGIN IMMEDIATE' : `SAVEPOINT ${savepoint}`)
    this.#transactionDepth += 1
    try {
      const result = work()
      this.#database.exec(isOuter ? 'COMMIT' : `RELEASE ${savepoint}`)
      return result
    } catch (error) {
      this.#rollBack(isOuter ? 'ROLLBACK' : `ROLLBACK TO ${savepoint}; RELEASE ${savepoint}`)
      throw error
    } finally {
      this.#transactionDepth -= 1
    }
  }

  transactionAhead<T>(work: () => T): Ahead<T> {
    if (this.#log === undefined) return { result: this.transaction(work), onDisk: undefined }
    this.#database.exec('PRAGMA synchronous = NORMAL')
    try {
      return { result: this.transaction(work), onDisk: this.#log.sync() }
    } finally {
      this.#database.exec('PRAGMA synchronous = FULL')
    }
  }

  syncNow(): void {
    this.#log?.syncNow()
  }

  close(): void {
    if (!this.#isOpen) return
    this.#isOpen = false
    this.#log?.close()
    this.#statements.clear()
    this.#takeInLog()
    this.#database.close()
    this.#owner?.release()
  }

  /**
   * SQLite only closes by itself when no statement is left; the drop-in's statements are
   * garbage-collected later.
   */
  #takeInLog(): void {
    try {
      this.#database.exec('PRAGMA wal_checkpoint(TRUNCATE)')
    } catch {
      // A full disk, or another connection: the log keeps the committed data, and the next open
      // reads it.
    }
  }

  #rollBack(sql: string): void {
    try {
      this.#database.exec(sql)
    } catch {
      // SQLite has rolled back by itself (full disk, interrupted commit); report the first error.
    }
  }

  #throwingFunctionErrors<T>(work: () => T): T {
    this.#run.begin()
    try {
      const result = work()
      this.#throwFunctionError()
      return result
    } catch (error) {
      this.#throwFunctionError()
      throw error
    }
  }

  #throwFunctionError(): void {
    if (this.#run.failure !== undefined) throw this.#run.failure.error
  }
}

function prepare(database: DriverDatabase, sql: string): DriverStatement {
  const statement = database.prepare(sql)
  statement.setReadBigInts(true)
  statement.setReturnArrays(true)
  return statement
}

function encodeParameters(params: SqlParameters): SqlParameters {
  return Object.fromEntries(Object.entries(params).map(([name, value]) => [name, encode(value)]))
}

function encode(value: SqlValue): SqlValue {
  if (typeof value === 'string') return encodeText(value)
  return typeof value === 'number' && Number.isNaN(value) ? 'NaN' : value
}

function decodeRow(row: unknown): SqlRow {
  if (!Array.isArray(row)) throw new TypeError('Expected rows as arrays from the SQLite driver')
  return row.map(decode)
}

function decode(value: unknown): SqlValue {
  if (typeof value === 'string') return decodeText(value)
  if (typeof value === 'bigint' || typeof value === 'number' || value === null) return value
  if (value instanceof Uint8Array) return value
  throw new TypeError(`Expected a SQL value from the SQLite driver, got ${typeof value}`)
}
