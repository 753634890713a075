import { plainText } from '../values/plain-text.ts'
import { isJsonObject } from '../../json-object.ts'
import type { Column } from '../values/types.ts'
import type { SqliteDatabase } from '../sqlite/database.ts'
import type { Stored, TableEntity } from './entities.ts'
import { columnDefinition, INGESTION_TIME, ROW_NUMBER, sqlName, VISIBLE_AT } from './sql-names.ts'

type StoredTable = Stored<TableEntity>

/** Index columns beyond the third narrow the search no further. */
const MAX_INDEX_COLUMNS = 3

export function tableStorageName(id: number): string {
  return `t${id}`
}

export function createTableStorage(db: SqliteDatabase, table: StoredTable): void {
  const columns = table.columns.map((column) => columnDefinition(column.name, column.type))
  const hidden = [
    `${ROW_NUMBER} INTEGER PRIMARY KEY AUTOINCREMENT`,
    `${INGESTION_TIME} INTEGER NOT NULL`,
    `${VISIBLE_AT} INTEGER NOT NULL`,
  ]
  db.exec(`CREATE TABLE ${tableStorageName(table.id)} (${[...hidden, ...columns].join(', ')})`)
  createIndex(db, table)
}

export function dropTableStorage(db: SqliteDatabase, id: number): void {
  db.exec(`DROP TABLE ${tableStorageName(id)}`)
}

/** Changes the stored columns from `before` to `after`; renames are passed separately. */
export function alterTableStorage(
  db: SqliteDatabase,
  before: StoredTable,
  after: StoredTable,
  renamed: ReadonlyMap<string, string> = new Map(),
): void {
  if (indexColumns(before).join() === indexColumns(after).join() && sameColumns(before, after))
    return
  const table = tableStorageName(after.id)
  dropIndex(db, before)
  renameColumns(db, table, renamed)
  const kept = before.columns.map((c) => ({ name: renamed.get(c.name) ?? c.name, type: c.type }))
  for (const column of missing(kept, after.columns)) {
    db.exec(`ALTER TABLE ${table} DROP COLUMN ${sqlName(column.name)}`)
  }
  for (const column of missing(after.columns, kept)) {
    db.exec(`ALTER TABLE ${table} ADD COLUMN ${columnDefinition(column.name, column.type)}`)
  }
  createIndex(db, after)
}

/**
 * The columns by which a point read searches: those with encoding policy `Identifier` in the
 * table's order, else those of the row order policy. Kusto indexes every column automatically;
 * SQLite needs an index.
 */
function indexColumns(table: TableEntity): readonly string[] {
  const ids = identifierColumns(table)
  const wanted = ids.length > 0 ? ids : rowOrderColumns(table.policies['roworder'])
  return wanted.slice(0, MAX_INDEX_COLUMNS)
}

function identifierColumns(table: TableEntity): string[] {
  const names = table.columns.map((column) => column.name)
  return names.filter(
    (name) => encodingType(table.columnPolicies[name]?.['encoding']) === 'identifier',
  )
}

function encodingType(policy: unknown): string | undefined {
  if (typeof policy !== 'object' || policy === null || !('Type' in policy)) return undefined
  return String(policy.Type).toLowerCase()
}

/** The columns of a row order policy, in its order. */
export function rowOrderColumns(policy: unknown): string[] {
  if (!Array.isArray(policy)) return []
  return policy.map((key: unknown) => (isJsonObject(key) ? plainText(key['ColumnName']) : ''))
}

function createIndex(db: SqliteDatabase, table: StoredTable): void {
  const columns = indexColumns(table).map(sqlName)
  if (columns.length === 0) return
  db.exec(
    `CREATE INDEX ${tableStorageName(table.id)}_ids ON ${tableStorageName(table.id)} (${columns.join(', ')})`,
  )
}

function dropIndex(db: SqliteDatabase, table: StoredTable): void {
  db.exec(`DROP INDEX IF EXISTS ${tableStorageName(table.id)}_ids`)
}

/** Renames through temporary names, so that two columns can swap theirs. */
function renameColumns(
  db: SqliteDatabase,
  table: string,
  renamed: ReadonlyMap<string, string>,
): void {
  const steps = [...renamed].map(([from, to], index) => ({ from, to, between: `$renamed${index}` }))
  for (const step of steps) {
    db.exec(`ALTER TABLE ${table} RENAME COLUMN ${sqlName(step.from)} TO ${sqlName(step.between)}`)
  }
  for (const step of steps) {
    db.exec(`ALTER TABLE ${table} RENAME COLUMN ${sqlName(step.between)} TO ${sqlName(step.to)}`)
  }
}

/**
 * A column of the same name but another type is a new column: its old values become null
 * (alter-column.md).
 */
function missing(from: readonly Column[], to: readonly Column[]): readonly Column[] {
  return from.filter((a) => !to.some((b) => a.name === b.name && a.type === b.type))
}

function sameColumns(a: TableEntity, b: TableEntity): boolean {
  return JSON.stringify(a.columns) === JSON.stringify(b.columns)
}
