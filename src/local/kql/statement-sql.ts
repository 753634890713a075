import type { CommonTable } from './relation/common-tables.ts'
import type { CompiledTogether } from './compiled-query.ts'
import { fromClause, orderBy, type Relation } from './relation/relation.ts'

export interface TranslatedStatement {
  readonly name: string
  readonly relation: Relation
  /** What it needs in its `with`, each behind those it is made of. */
  readonly tables: readonly CommonTable[]
}

/**
 * SQLite takes 500 selects in one (sqlite.org/limits.html), but its planning of them grows faster
 * than their number.
 */
const MAX_TOGETHER = 20

export function statementSql(relation: Relation, tables: readonly CommonTable[]): string {
  return `${withClause(tables)}${selectOf(relation)}${orderBy(relation)}`
}

/**
 * One SQL statement for several that share a materialized table: SQLite keeps what it materializes
 * for one statement only (sqlite.org/lang_with.html).
 */
export function togetherSql(
  statements: readonly TranslatedStatement[],
): CompiledTogether | undefined {
  if (statements.length > MAX_TOGETHER || !isShared(statements)) return undefined
  const width = Math.max(...statements.map(({ relation }) => relation.columns.length))
  const selects = statements.map(({ relation }, index) => partSql(relation, index, width))
  const tables = new Set(statements.flatMap((statement) => statement.tables))
  return { sql: `${withClause([...tables])}${selects.join('\nunion all ')}` }
}

function isShared(statements: readonly TranslatedStatement[]): boolean {
  const seen = new Set<CommonTable>()
  for (const { tables } of statements) {
    const materialized = tables.filter(({ isMaterialized }) => isMaterialized)
    if (materialized.some((table) => seen.has(table))) return true
    for (const table of materialized) seen.add(table)
  }
  return false
}

/** One statement's rows, marked with its number. */
function partSql(relation: Relation, index: number, width: number): string {
  const columns = relation.columns.map(({ id }) => id)
  const padding = Array.from({ length: width - columns.length }, () => 'null')
  const items = [index, ...columns, ...padding].join(', ')
  if (relation.order.length === 0) return `select ${items} ${fromClause(relation)}`
  // without a limit SQLite might leave a subselect's order out
  return `select ${items} from (${selectOf(relation)}${orderBy(relation)} limit -1)`
}

function selectOf(relation: Relation): string {
  // SQL has no rows without columns; nobody asks for this one
  const columns = relation.columns.length === 0 ? ['null'] : relation.columns.map(({ id }) => id)
  return `select ${columns.join(', ')} ${fromClause(relation)}`
}

function withClause(tables: readonly CommonTable[]): string {
  return tables.length === 0 ? '' : `with ${tables.map(({ sql }) => sql).join(',\n')}\n`
}
