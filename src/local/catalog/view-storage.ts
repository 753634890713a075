import { columnDefinition, ROW_NUMBER, VISIBLE_AT } from './sql-names.ts'
import { tableStorageName } from './table-storage.ts'
import type { Column } from '../values/types.ts'
import type { SqliteDatabase } from '../sqlite/database.ts'

/**
 * The materialized state of a view, stored apart from the catalog, whose changes invalidate plans.
 * Rows of the source up to `source_row` are merged in the view's own rows up to `state_row`. Higher
 * row numbers hold the states of later rows, one for each ingestion and key.
 */
export const WATERMARKS_SCHEMA = `CREATE TABLE IF NOT EXISTS "$watermarks" (
  view_id INTEGER PRIMARY KEY, source_row INTEGER NOT NULL, state_row INTEGER NOT NULL, materialized_to INTEGER)`

export function viewStorageName(id: number): string {
  return `v${id}`
}

/** @param columns - keys and states of the plan's state query, named `k…` and `s…` */
export function createViewStorage(
  db: SqliteDatabase,
  id: number,
  columns: readonly Column[],
): void {
  const name = viewStorageName(id)
  const definitions = columns.map((column) => columnDefinition(column.name, column.type))
  const hidden = `${ROW_NUMBER} INTEGER PRIMARY KEY AUTOINCREMENT, ${VISIBLE_AT} INTEGER NOT NULL`
  db.exec(`CREATE TABLE ${name} (${[hidden, ...definitions].join(', ')})`)
  db.exec(`CREATE INDEX ${name}_keys ON ${name} (${keyNames(columns).join(', ')})`)
}

export function keyNames(columns: readonly Column[]): string[] {
  return columns.map((column) => column.name).filter((name) => name.startsWith('k'))
}

export function dropViewStorage(db: SqliteDatabase, id: number): void {
  db.exec(`DROP TABLE IF EXISTS ${viewStorageName(id)}`)
  db.run('DELETE FROM "$watermarks" WHERE view_id = :id', { id: BigInt(id) })
}

export interface Watermark {
  readonly sourceRow: bigint
  readonly stateRow: bigint
  readonly materializedTo: bigint | undefined
}

export function readWatermark(db: SqliteDatabase, id: number): Watermark {
  const [sourceRow, stateRow, materializedTo] =
    db.all('SELECT source_row, state_row, materialized_to FROM "$watermarks" WHERE view_id = :id', {
      id: BigInt(id),
    })[0] ?? []
  return {
    sourceRow: typeof sourceRow === 'bigint' ? sourceRow : 0n,
    stateRow: typeof stateRow === 'bigint' ? stateRow : 0n,
    materializedTo: typeof materializedTo === 'bigint' ? materializedTo : undefined,
  }
}

export function writeWatermark(db: SqliteDatabase, id: number, mark: Watermark): void {
  db.run('INSERT OR REPLACE INTO "$watermarks" VALUES (:id, :source, :state, :to)', {
    id: BigInt(id),
    source: mark.sourceRow,
    state: mark.stateRow,
    to: mark.materializedTo ?? null,
  })
}

/** The highest row number in use: a lookup at the end of the table, whatever its length. */
export function lastRow(db: SqliteDatabase, storage: string): bigint {
  const last = db.all(`SELECT max(${ROW_NUMBER}) FROM ${storage}`)[0]?.[0]
  return typeof last === 'bigint' ? last : 0n
}

export function lastTableRow(db: SqliteDatabase, tableId: number): bigint {
  return lastRow(db, tableStorageName(tableId))
}
