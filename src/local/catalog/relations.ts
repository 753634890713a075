import type { Relation } from '../kql/parser/schema-snapshot.ts'
import type { Stored, TableEntity } from './entities.ts'
import { INGESTION_TIME, ROW_NUMBER, sqlName, VISIBLE_AT } from './sql-names.ts'
import { tableStorageName } from './table-storage.ts'

/**
 * A table as queries see it: rows visible at `:$seen` and, with a retention, not too old at
 * `:$now`.
 */
export function tableRelation(
  table: Stored<TableEntity>,
  retentionTicks: bigint | undefined,
): Relation {
  const condition = `${VISIBLE_AT} <= :$seen${retentionCondition(INGESTION_TIME, retentionTicks)}`
  return { name: table.name, columns: table.columns, sql: rowsWhere(table, condition) }
}

/** Added to a condition to exclude rows beyond the retention. */
export function retentionCondition(time: string, retentionTicks: bigint | undefined): string {
  return retentionTicks === undefined ? '' : ` AND ${time} > :$now - ${retentionTicks}`
}

/** Parameters of {@link newRowsRelation} that include rows that are not visible yet. */
export const VISIBLE_OR_NOT: Readonly<Record<'$visibleFrom' | '$visibleTo', bigint>> = {
  $visibleFrom: 0n,
  $visibleTo: 2n ** 63n - 1n,
}

/**
 * The rows after row number `:$after`: those of one ingestion, or those that a view has not
 * materialized. Only includes rows that become visible between `:$visibleFrom` and `:$visibleTo`.
 */
export function newRowsRelation(table: Stored<TableEntity>): Relation {
  const condition = `${ROW_NUMBER} > :$after AND ${VISIBLE_AT} BETWEEN :$visibleFrom AND :$visibleTo`
  // the planner would scan a whole index that has the order of a `group by`, because it assumes
  // that a quarter of all rows are new
  return {
    name: table.name,
    columns: table.columns,
    sql: rowsWhere(table, condition, ' NOT INDEXED'),
  }
}

/** @param how - ` NOT INDEXED` only searches by row number (sqlite.org/lang_indexedby.html) */
function rowsWhere(table: Stored<TableEntity>, condition: string, how = ''): string {
  const columns = [...table.columns.map((column) => sqlName(column.name)), INGESTION_TIME]
  return `(SELECT ${columns.join(', ')} FROM ${tableStorageName(table.id)}${how} WHERE ${condition})`
}
