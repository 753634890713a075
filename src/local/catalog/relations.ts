import type { Relation } from '../kql/schema-snapshot.ts'
import type { Stored, TableEntity } from './entities.ts'
import { INGESTION_TIME, ROW_NUMBER, sqlName, VISIBLE_AT } from './sql-names.ts'
import { tableStorageName } from './table-storage.ts'

/** A table as queries see it: what is visible by now and, with a retention, not too old. */
export function tableRelation(
  table: Stored<TableEntity>,
  retentionTicks: bigint | undefined,
): Relation {
  const condition = `${VISIBLE_AT} <= :$now${keptCondition(INGESTION_TIME, retentionTicks)}`
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
 * The rows after row number `:$after`: what one ingestion brought, or what a view has not taken in. Of these, those that queries see
 * from a moment between `:$visibleFrom` and `:$visibleTo` on.
 */
export function newRowsRelation(table: Stored<TableEntity>): Relation {
  const condition = `${ROW_NUMBER} > :$after AND ${VISIBLE_AT} BETWEEN :$visibleFrom AND :$visibleTo`
  return { name: table.name, columns: table.columns, sql: rowsWhere(table, condition) }
}

function rowsWhere(table: Stored<TableEntity>, condition: string): string {
  const columns = [...table.columns.map((column) => sqlName(column.name)), INGESTION_TIME]
  return `(SELECT ${columns.join(', ')} FROM ${tableStorageName(table.id)} WHERE ${condition})`
}
