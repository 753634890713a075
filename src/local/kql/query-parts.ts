import type { Column } from '../values/types.ts'
import type { CompiledQuery, QueryParameter } from './compiled-query.ts'
import type { CommonTable } from './relation/common-tables.ts'
import { stagedQuery } from './staged-sql.ts'
import { statementSql } from './statement-sql.ts'

/** A translated query, as the parts of its SQL. */
export interface QueryParts {
  readonly statements: readonly StatementParts[]
  readonly parameters: readonly QueryParameter[]
  readonly options: Readonly<Record<string, unknown>>
}

export interface StatementParts {
  readonly name: string
  readonly columns: readonly Column[]
  /** The select that returns its rows. */
  readonly select: string
  /** The tables that it reads by name, each after those it depends on; statements share them. */
  readonly tables: readonly CommonTable[]
}

export function assembleQuery({ statements, parameters, options }: QueryParts): CompiledQuery {
  return {
    statements: statements.map(({ name, columns, select, tables }) => ({
      name,
      columns,
      sql: statementSql(select, tables),
    })),
    staged: stagedQuery(statements),
    parameters,
    options,
  }
}
