import type { Column, KustoType } from '../values/types.ts'

/** A KQL text as SQL, ready to be prepared and run many times with different parameters. */
export interface CompiledQuery {
  readonly statements: readonly CompiledStatement[]
  /** The same query in stages, if it reads a table that is computed once more than once. */
  readonly staged: StagedQuery | undefined
  readonly parameters: readonly QueryParameter[]
  /** From `set` statements: `notruncation`, `truncationmaxrecords`, … */
  readonly options: Readonly<Record<string, unknown>>
}

/**
 * One tabular statement. `sql` may use the named parameters `:$now` (query start, ticks), `:$seen`
 * (time of the state that the query reads, ticks), and `:name` for each declared query parameter
 * (prefixed by the compiler, see {@link QueryParameter.bind}).
 */
export interface CompiledStatement {
  /** From `| as name`, else `PrimaryResult`. */
  readonly name: string
  readonly columns: readonly Column[]
  readonly sql: string
}

/** Fill the table of every stage first, in order; then run the selects. */
export interface StagedQuery {
  readonly stages: readonly Stage[]
  /** One per statement. */
  readonly selects: readonly { readonly sql: string }[]
}

/** Fills a temporary table with rows that the query computes once. */
export interface Stage {
  /** The table's name in SQLite's `temp`, unquoted; its columns are `c0`, `c1`, … */
  readonly table: string
  readonly width: number
  /** The select that returns the rows. */
  readonly sql: string
}

export interface QueryParameter {
  readonly name: string
  readonly type: KustoType
  /** Name of the SQL parameter to bind, without the colon. */
  readonly bind: string
  /** The default's literal as written; undefined if the caller must pass a value. */
  readonly defaultLiteral: string | undefined
}
