import type { Stored, TableEntity } from '../catalog/entities.ts'
import { INGESTION_TIME, sqlName, VISIBLE_AT } from '../catalog/sql-names.ts'
import { tableStorageName } from '../catalog/table-storage.ts'
import type { SqliteDatabase, SqlRow, SqlValue } from '../sqlite/database.ts'

export interface AppendTimes {
  readonly ingestedAt: bigint
  /** One for each row. */
  readonly visibleAt: readonly bigint[]
}

/**
 * Appends rows with values in the order of the table's columns; the caller's transaction commits
 * them.
 */
export function appendRows(
  db: SqliteDatabase,
  table: Stored<TableEntity>,
  rows: readonly SqlRow[],
  times: AppendTimes,
): void {
  const columns = [
    INGESTION_TIME,
    VISIBLE_AT,
    ...table.columns.map((column) => sqlName(column.name)),
  ]
  const sql = `INSERT INTO ${tableStorageName(table.id)} (${columns.join(', ')}) VALUES (${columns.map(() => '?').join(', ')})`
  const missing = table.columns.map(({ type }): SqlValue => (type === 'string' ? '' : null))
  db.runEach(
    sql,
    rows.map((row, at) => [
      times.ingestedAt,
      times.visibleAt[at] ?? times.ingestedAt,
      ...missing.map((value, index) => row[index] ?? value),
    ]),
  )
}
