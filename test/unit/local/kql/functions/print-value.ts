import { afterAll, beforeAll } from 'vitest'
import { compileQuery } from '../../../../../src/local/kql/compile-query.ts'
import { loadLanguage } from '../../../../../src/local/kql/parser/language.ts'
import type { SchemaSnapshot } from '../../../../../src/local/kql/parser/schema-snapshot.ts'
import type { KustoType } from '../../../../../src/local/values/types.ts'
import { openKqlDatabase } from '../../../../../src/local/kql/open-kql-database.ts'
import type { SqliteDatabase, SqlValue } from '../../../../../src/local/sqlite/database.ts'
import { parseDatetime } from '../../../../../src/local/values/parse-datetime.ts'
import { toWire } from '../../../../../src/local/values/values.ts'

const EMPTY: SchemaSnapshot = {
  database: 'Test',
  tables: new Map(),
  views: new Map(),
  functions: new Map(),
}
const NOW = parseDatetime('2026-11-23T10:20:30.1234567Z')

let database: SqliteDatabase | undefined

/** Opens an empty database for the tests of a file. */
export function withDatabase(): void {
  beforeAll(async () => {
    await loadLanguage()
    database = await openKqlDatabase({})
  })
  afterAll(() => database?.close())
}

/**
 * The rows of a query's last statement, in wire format. The query starts at
 * 2026-11-23T10:20:30.1234567Z.
 */
export function rowsOf(query: string): readonly (readonly unknown[])[] {
  const statement = compileQuery(query, EMPTY).statements.at(-1)
  if (statement === undefined || database === undefined) throw new Error('Nothing to run')
  const params = statement.sql.includes(':$query_now') ? { $query_now: NOW } : {}
  return database
    .all(statement.sql, params)
    .map((row) => statement.columns.map(({ type }, at) => toWire(row[at] ?? null, type)))
}

/** One scalar expression as SQLite stores it, with the analyzer's type. */
export function storedOf(expression: string): {
  readonly type: KustoType
  readonly value: SqlValue
} {
  const statement = compileQuery(`print value = ${expression}`, EMPTY).statements.at(-1)
  const [column] = statement?.columns ?? []
  if (statement === undefined || column === undefined || database === undefined) {
    throw new Error('Nothing to run')
  }
  const params = statement.sql.includes(':$query_now') ? { $query_now: NOW } : {}
  return { type: column.type, value: database.all(statement.sql, params)[0]?.[0] ?? null }
}

/** The value of one scalar expression. */
export function valueOf(expression: string): unknown {
  return rowsOf(`print value = ${expression}`)[0]?.[0]
}
