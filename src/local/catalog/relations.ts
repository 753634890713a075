import type { Relation } from '../kql/schema-snapshot.ts'
import type { Stored, TableEntity } from './entities.ts'
import { INGESTION_TIME, ROW_NUMBER, sqlName, VISIBLE_AT } from './sql-names.ts'
import { tableStorageName } from './table-storage.ts'

/** A table as queries see it: what is visible by now. */
export function tableRelation(table: Stored<TableEntity>): Relation {
  return { name: table.name, columns: table.columns, sql: visibleRows(table, '') }
}

/** The rows of a view's source that the view has not taken in yet. */
export function deltaRelation(table: Stored<TableEntity>, viewId: number): Relation {
  const watermark = `(SELECT row FROM "$watermarks" WHERE view_id = ${viewId})`
  return {
    name: table.name,
    columns: table.columns,
    sql: visibleRows(table, ` AND ${ROW_NUMBER} > ${watermark}`),
  }
}

/** The rows that came after a row number: what one ingestion brought. */
export function newRowsRelation(table: Stored<TableEntity>, before: number): Relation {
  return {
    name: table.name,
    columns: table.columns,
    sql: visibleRows(table, ` AND ${ROW_NUMBER} > ${before}`),
  }
}

function visibleRows(table: Stored<TableEntity>, condition: string): string {
  const columns = [...table.columns.map((column) => sqlName(column.name)), INGESTION_TIME]
  return `(SELECT ${columns.join(', ')} FROM ${tableStorageName(table.id)} WHERE ${VISIBLE_AT} <= :$now${condition})`
}
