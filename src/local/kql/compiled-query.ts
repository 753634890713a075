import type { Column, KustoType } from '../values/types.ts'

/** A KQL text as SQL, ready to be prepared and run many times with other parameters. */
export interface CompiledQuery {
  readonly statements: readonly CompiledStatement[]
  /** The same answers in stages, when a table that is computed once is read more than once. */
  readonly staged: StagedQuery | undefined
  readonly parameters: readonly QueryParameter[]
  /** From `set` statements: `notruncation`, `truncationmaxrecords`, … */
  readonly options: Readonly<Record<string, unknown>>
}

/**
 * One tabular statement. `sql` may use the named parameters `:$now` (query start, ticks), `:$seen`
 * (the moment of the state that the query sees, ticks), and `:name` for each declared query
 * parameter (prefixed as the compiler chose, see {@link QueryParameter.bind}).
 */
export interface CompiledStatement {
  /** From `| as name`, else `PrimaryResult`. */
  readonly name: string
  readonly columns: readonly Column[]
  readonly sql: string
}

/** First every stage fills its table, in order; then the selects read them. */
export interface StagedQuery {
  readonly stages: readonly Stage[]
  /** One for each statement. */
  readonly selects: readonly { readonly sql: string }[]
}

/** Fills a temporary table with rows that the query computes once. */
export interface Stage {
  /** The table's name in SQLite's `temp`, unquoted; its columns are `c0`, `c1`, … */
  readonly table: string
  readonly width: number
  /** The select that gives the rows. */
  readonly sql: string
}

export interface QueryParameter {
  readonly name: string
  readonly type: KustoType
  /** Name of the SQL parameter it is bound to, without the colon. */
  readonly bind: string
  /** The default's literal, as written; undefined when the caller must give a value. */
  readonly defaultLiteral: string | undefined
}
