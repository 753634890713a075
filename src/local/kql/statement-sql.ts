import type { CommonTable } from './relation/common-tables.ts'
import { fromClause, selectOrder, type Relation } from './relation/relation.ts'

/** A self-contained statement: its `with` has everything that it refers to by name. */
export function statementSql(select: string, tables: readonly CommonTable[]): string {
  return `${withClause(tables.map(commonTableSql))}${select}`
}

export function selectOf(relation: Relation): string {
  // SQL has no rows without columns; nothing reads this one
  const columns = relation.columns.length === 0 ? ['null'] : relation.columns.map(({ id }) => id)
  return `select ${columns.join(', ')} ${fromClause(relation)}${selectOrder(relation)}`
}

export function commonTableSql({ id, sql, isMaterialized }: CommonTable): string {
  return `${id} as ${isMaterialized ? 'materialized' : 'not materialized'} (${sql})`
}

export function withClause(entries: readonly string[]): string {
  return entries.length === 0 ? '' : `with ${entries.join(',\n')}\n`
}
