import type { Column } from '../kql/types.ts'
import type { SqliteDatabase } from '../sqlite/database.ts'
import { columnDefinition, ROW_NUMBER } from '../catalog/sql-names.ts'
import { tableStorageName } from '../catalog/table-storage.ts'

/** When a group's state was last renewed, in ticks: the view's own retention counts from it. */
export const RENEWED_AT = '"$renewed_at"'

/** What a view has taken in of its source, by the source's row numbers; kept apart from the catalog, whose changes drop plans. */
export const WATERMARKS_SCHEMA = `CREATE TABLE IF NOT EXISTS "$watermarks" (
  view_id INTEGER PRIMARY KEY, row INTEGER NOT NULL, materialized_to INTEGER)`

export function viewStorageName(id: number): string {
  return `v${id}`
}

/** @param columns - keys and states as the plan's state query gives them, named `k…` and `s…` */
export function createViewStorage(
  db: SqliteDatabase,
  id: number,
  columns: readonly Column[],
): void {
  const name = viewStorageName(id)
  const definitions = columns.map((column) => columnDefinition(column.name, column.type))
  const hidden = `${RENEWED_AT} INTEGER NOT NULL`
  const keys = columns.map((column) => column.name).filter((column) => column.startsWith('k'))
  db.exec(`CREATE TABLE ${name} (${[hidden, ...definitions].join(', ')})`)
  db.exec(`CREATE INDEX ${name}_keys ON ${name} (${keys.join(', ')})`)
}

export function dropViewStorage(db: SqliteDatabase, id: number): void {
  db.exec(`DROP TABLE IF EXISTS ${viewStorageName(id)}`)
  db.run('DELETE FROM "$watermarks" WHERE view_id = :id', { id: BigInt(id) })
}

export interface Watermark {
  readonly row: number
  readonly materializedTo: bigint | undefined
}

export function readWatermark(db: SqliteDatabase, id: number): Watermark {
  const [row, materializedTo] =
    db.all('SELECT row, materialized_to FROM "$watermarks" WHERE view_id = :id', {
      id: BigInt(id),
    })[0] ?? []
  return {
    row: Number(row ?? 0),
    materializedTo: typeof materializedTo === 'bigint' ? materializedTo : undefined,
  }
}

export function writeWatermark(db: SqliteDatabase, id: number, mark: Watermark): void {
  db.run(
    'INSERT OR REPLACE INTO "$watermarks" (view_id, row, materialized_to) VALUES (:id, :row, :to)',
    { id: BigInt(id), row: BigInt(mark.row), to: mark.materializedTo ?? null },
  )
}

/** The highest row number that the source has given out and still holds. */
export function lastRow(db: SqliteDatabase, tableId: number): number {
  return Number(db.all(`SELECT max(${ROW_NUMBER}) FROM ${tableStorageName(tableId)}`)[0]?.[0] ?? 0)
}
