import type { Relation } from '../kql/parser/schema-snapshot.ts'
import type { Stored, TableEntity } from './entities.ts'
import { INGESTION_TIME, ROW_NUMBER, sqlName, VISIBLE_AT } from './sql-names.ts'
import { tableStorageName } from './table-storage.ts'

/**
 * A table as queries see it: what was visible at `:$seen` and, with a retention, is not too old at
 * `:$now`.
 */
export function tableRelation(
  table: Stored<TableEntity>,
  retentionTicks: bigint | undefined,
): Relation {
  const condition = `${VISIBLE_AT} <= :$seen${keptCondition(INGESTION_TIME, retentionTicks)}`
  return { name: table.name, columns: table.columns, sql: rowsWhere(table, condition) }
}

/** To be added to a condition: only what came in so long ago at most. */
export function keptCondition(time: string, retentionTicks: bigint | undefined): string {
  return retentionTicks === undefined ? '' : ` AND ${time} > :$now - ${retentionTicks}`
}

/** Parameters of {@link newRowsRelation} for rows that no query may see yet as well. */
export const SEEN_OR_NOT: Readonly<Record<'$visibleFrom' | '$visibleTo', bigint>> = {
  $visibleFrom: 0n,
  $visibleTo: 2n ** 63n - 1n,
}

/**
 * The rows after row number `:$after`: what one ingestion brought, or what a view has not taken in.
 * Of these, those that queries see from a moment between `:$visibleFrom` and `:$visibleTo` on.
 */
export function newRowsRelation(table: Stored<TableEntity>): Relation {
  const condition = `${ROW_NUMBER} > :$after AND ${VISIBLE_AT} BETWEEN :$visibleFrom AND :$visibleTo`
  // the planner would walk the whole of an index that has the order of a `group by`: it takes a
  // quarter of all rows for new
  return {
    name: table.name,
    columns: table.columns,
    sql: rowsWhere(table, condition, ' NOT INDEXED'),
  }
}

/** @param how - ` NOT INDEXED` searches by row number only (sqlite.org/lang_indexedby.html) */
function rowsWhere(table: Stored<TableEntity>, condition: string, how = ''): string {
  const columns = [...table.columns.map((column) => sqlName(column.name)), INGESTION_TIME]
  return `(SELECT ${columns.join(', ')} FROM ${tableStorageName(table.id)}${how} WHERE ${condition})`
}
