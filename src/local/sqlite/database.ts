/** An INTEGER is a bigint, a REAL a number. */
export type SqlValue = string | number | bigint | Uint8Array | null

/** Values in column order. */
export type SqlRow = readonly SqlValue[]

/** One connection with every KQL function registered. Calls are synchronous. */
export interface SqliteDatabase {
  exec(sql: string): void
  all(sql: string, params?: Readonly<Record<string, SqlValue>>): readonly SqlRow[]
  run(sql: string, params?: Readonly<Record<string, SqlValue>>): void
  /** Commits what `work` did, or rolls all of it back when it throws; nests. */
  transaction<T>(work: () => T): T
  close(): void
}

export function openDatabase(_options: { readonly path?: string }): Promise<SqliteDatabase> {
  return Promise.reject(new Error('not there yet'))
}
