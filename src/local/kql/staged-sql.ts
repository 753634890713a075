import type { CommonTable } from './relation/common-tables.ts'
import type { StagedQuery } from './compiled-query.ts'
import { commonTableSql, withClause } from './statement-sql.ts'

/** A select, and the tables that it refers to, each after those it depends on. */
export interface SelectOverTables {
  readonly select: string
  readonly tables: readonly CommonTable[]
}

/**
 * Statements over temporary tables that hold the results of `materialize()`.
 *
 * SQLite keeps a materialized `with` entry for one statement only (sqlite.org/lang_with.html).
 * Before planning, it copies each entry to every place that names it, so the copies double with
 * each level of nested entries. SQLite 3.54 rejects a statement with about 1,000 copies ("VIEWs
 * and/or subqueries nested too deep"); older versions plan it slowly.
 *
 * @returns undefined if nothing materialized is read twice
 */
export function stagedQuery(statements: readonly SelectOverTables[]): StagedQuery | undefined {
  const tables = [...new Set(statements.flatMap((statement) => statement.tables))]
  const selects = statements.map(({ select }) => select)
  const texts = [...selects, ...tables.map(({ sql }) => sql)]
  const isShared = ({ id, isMaterialized }: CommonTable): boolean =>
    isMaterialized && occurrences(texts, id) > 1
  if (!tables.some(isShared)) return undefined
  const staged = new Map(
    tables
      .filter(({ isMaterialized }) => isMaterialized)
      .map((table, index) => [table, stageTable(table, index)] as const),
  )
  const entries = tables.map((table) => ({ table, sql: entrySql(table, staged.get(table)) }))
  const withTables = (sql: string): string =>
    `${withClause(needed(sql, entries).map((entry) => entry.sql))}${sql}`
  return {
    stages: [...staged].map(([{ sql, columns }, table]) => ({
      table,
      width: columns.length,
      sql: withTables(sql),
    })),
    selects: selects.map((sql) => ({ sql: withTables(sql) })),
  }
}

/** Queries share the temporary tables, so a name contains only position and width. */
function stageTable({ columns }: CommonTable, index: number): string {
  return `$stage${index}_${columns.length}`
}

function entrySql(table: CommonTable, stage: string | undefined): string {
  if (stage === undefined) return commonTableSql(table)
  const columns = table.columns.map((id, index) => `c${index} as ${id}`).join(', ')
  return `${table.id} as not materialized (select ${columns} from temp."${stage}")`
}

interface Entry {
  readonly table: CommonTable
  readonly sql: string
}

/** The entries that a text refers to, directly or through other entries. */
function needed(sql: string, entries: readonly Entry[]): readonly Entry[] {
  const texts = [sql]
  const found: Entry[] = []
  // each entry comes after the ones it refers to
  for (const entry of entries.toReversed()) {
    if (occurrences(texts, entry.table.id) === 0) continue
    texts.push(entry.sql)
    found.push(entry)
  }
  return found.toReversed()
}

function occurrences(texts: readonly string[], id: string): number {
  return texts.reduce((sum, text) => sum + text.split(id).length - 1, 0)
}
