import type { Stored, TableEntity } from '../catalog/entities.ts'
import { ROW_NUMBER } from '../catalog/sql-names.ts'
import { tableStorageName } from '../catalog/table-storage.ts'
import type { SqliteDatabase } from '../sqlite/database.ts'

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS "$ingest_by" (
    table_id INTEGER NOT NULL, tag TEXT NOT NULL, first_row INTEGER NOT NULL, last_row INTEGER NOT NULL);
  CREATE INDEX IF NOT EXISTS "$ingest_by_tag" ON "$ingest_by" (table_id, tag);
`

/**
 * The rows of each `ingest-by` tag. On a cluster the tag belongs to an extent and is removed with
 * it; here it exists while one of its rows does, so clearing or dropping a table frees its tags.
 */
export class IngestByTags {
  readonly #db: SqliteDatabase

  constructor(db: SqliteDatabase) {
    this.#db = db
    db.exec(SCHEMA)
  }

  add(table: Stored<TableEntity>, tag: string, rows: { first: bigint; last: bigint }): void {
    this.#db.run('INSERT INTO "$ingest_by" VALUES (:table, :tag, :first, :last)', {
      table: BigInt(table.id),
      tag,
      ...rows,
    })
  }

  has(table: Stored<TableEntity>, tag: string): boolean {
    const found = this.#db.all(
      `SELECT 1 FROM "$ingest_by" AS mark WHERE table_id = :table AND tag = :tag AND EXISTS (
         SELECT 1 FROM ${tableStorageName(table.id)} WHERE ${ROW_NUMBER} BETWEEN mark.first_row AND mark.last_row)`,
      { table: BigInt(table.id), tag },
    )
    return found.length > 0
  }
}
