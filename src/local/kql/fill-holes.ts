import { sqlText } from '../sqlite/text.ts'
import type { SchemaSnapshot } from './parser/schema-snapshot.ts'
import type { QueryParts } from './query-parts.ts'
import { COMMON_TABLE_PREFIX, type CommonTable } from './relation/common-tables.ts'
import { isRandom } from './relation/relation.ts'

const HOLE = /'«1»'|«(\w+)»/g

/** The placeholder of a relation in the SQL of a plan. */
export function relationHole(name: string): string {
  return `«${name}»`
}

/**
 * Fills in the relations' current SQL and the literal.
 *
 * @returns undefined if a relation's SQL contains something that the translator would treat
 * specially
 */
export function fillHoles(
  parts: QueryParts,
  snapshot: SchemaSnapshot,
  literal: string | undefined,
): QueryParts | undefined {
  const relations = new Map<string, string>()
  const relationSql = (name: string): string => {
    const sql = relations.get(name) ?? sqlOf(name, snapshot)
    relations.set(name, sql)
    return sql
  }
  const fill = (sql: string): string =>
    sql.replaceAll(HOLE, (_, name?: string) =>
      name === undefined ? sqlText(literal ?? '') : relationSql(name),
    )
  const tables = new Map<CommonTable, CommonTable>()
  const filledTable = (table: CommonTable): CommonTable => {
    const filled = tables.get(table) ?? { ...table, sql: fill(table.sql) }
    tables.set(table, filled)
    return filled
  }
  const statements = parts.statements.map((statement) => ({
    ...statement,
    select: fill(statement.select),
    tables: statement.tables.map(filledTable),
  }))
  return [...relations.values()].every(isOpaque) ? { ...parts, statements } : undefined
}

function sqlOf(name: string, { tables, views }: SchemaSnapshot): string {
  const relation = tables.get(name) ?? views.get(name)
  if (relation === undefined) throw new Error(`A plan reads '${name}', which is not there`)
  return relation.sql
}

/**
 * Whether the translator inserts the SQL unchanged: it treats random numbers and names of common
 * tables specially.
 */
function isOpaque(sql: string): boolean {
  return !isRandom(sql) && !sql.includes(COMMON_TABLE_PREFIX)
}
