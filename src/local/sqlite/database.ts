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
