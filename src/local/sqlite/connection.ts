import type { DriverDatabase, DriverStatement } from '../../sqlite/driver.ts'
import type { FileOwner } from '../../sqlite/file-owner.ts'
import type { WriteAheadLog } from '../../sqlite/write-ahead-log.ts'
import type { Ahead, SqliteDatabase, SqlParameters, SqlRow, SqlValue } from './database.ts'
import {
  registerAggregate,
  registerFunction,
  type SqlAggregate,
  type SqlFunction,
  StatementRun,
} from './sql-function.ts'
import { StatementCache } from './statement-cache.ts'
import { decodeText, encodeText } from './text.ts'

const STATEMENT_CACHE_CAPACITY = 500

/** Functions and aggregates that JavaScript provides. */
export interface SqlExtensions {
  /** Functions for SQL. */
  readonly functions?: readonly SqlFunction[]
  /** Aggregates for SQL. */
  readonly aggregates?: readonly SqlAggregate[]
}

/** Resources that belong to a connection to a file. */
export interface FileParts {
  readonly log?: WriteAheadLog | undefined
  readonly owner?: FileOwner
}

/** A connection through one of SQLite's drivers. */
export class Connection implements SqliteDatabase {
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
    { functions = [], aggregates = [] }: SqlExtensions,
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
