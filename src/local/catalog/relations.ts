import type { Relation } from '../kql/schema-snapshot.ts'
import type { Stored, TableEntity } from './entities.ts'
import { INGESTION_TIME, ROW_NUMBER, sqlName, VISIBLE_AT } from './sql-names.ts'
import { tableStorageName } from './table-storage.ts'

/** A table as queries see it: what is visible by now. */
export function tableRelation(table: Stored<TableEntity>): Relation {
  return {
    name: table.name,
    columns: table.columns,
    sql: rowsWhere(table, `${VISIBLE_AT} <= :$now`),
  }
}

/** The rows after row number `:$after`: what one ingestion brought, or what a view has not taken in. */
export function newRowsRelation(table: Stored<TableEntity>): Relation {
  const condition = `${ROW_NUMBER} > :$after`
  return { name: table.name, columns: table.columns, sql: rowsWhere(table, condition) }
}

function rowsWhere(table: Stored<TableEntity>, condition: string): string {
  const columns = [...table.columns.map((column) => sqlName(column.name)), INGESTION_TIME]
  return `(SELECT ${columns.join(', ')} FROM ${tableStorageName(table.id)} WHERE ${condition})`
}
