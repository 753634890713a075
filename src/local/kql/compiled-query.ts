import type { Column, KustoType } from '../values/types.ts'

/** A KQL text as SQL, ready to be prepared and run many times with other parameters. */
export interface CompiledQuery {
  readonly statements: readonly CompiledStatement[]
  /** All of the statements as one, when they share what `materialize()` says to compute once. */
  readonly together: CompiledTogether | undefined
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

/**
 * The rows of all statements, one statement after another: the number of its statement, then the
 * columns of the widest one.
 */
export interface CompiledTogether {
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
