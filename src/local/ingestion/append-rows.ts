import type { Stored, TableEntity } from '../catalog/entities.ts'
import { INGESTION_TIME, sqlName, VISIBLE_AT } from '../catalog/sql-names.ts'
import { tableStorageName } from '../catalog/table-storage.ts'
import type { SqliteDatabase, SqlRow, SqlValue } from '../sqlite/database.ts'

export interface AppendTimes {
  readonly ingestedAt: bigint
  readonly visibleAt: bigint
}

/** Adds rows whose values stand in the order of the table's columns; the caller's transaction commits them. */
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
  const values = columns.map((_, index) => `:v${index}`)
  const sql = `INSERT INTO ${tableStorageName(table.id)} (${columns.join(', ')}) VALUES (${values.join(', ')})`
  for (const row of rows) {
    const parameters: Record<string, SqlValue> = { v0: times.ingestedAt, v1: times.visibleAt }
    for (let index = 0; index < table.columns.length; index += 1) {
      parameters[`v${index + 2}`] =
        row[index] ?? (table.columns[index]?.type === 'string' ? '' : null)
    }
    db.run(sql, parameters)
  }
}
