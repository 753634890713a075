import type { Column } from '../../values/types.ts'

/**
 * What the translator must know of the database: made by the catalog, one object per schema version
 * (plans are cached by text within one object).
 */
export interface SchemaSnapshot {
  readonly database: string
  readonly tables: ReadonlyMap<string, Relation>
  readonly views: ReadonlyMap<string, MaterializedViewRelation>
  readonly functions: ReadonlyMap<string, StoredFunction>
}

export interface Relation {
  readonly name: string
  readonly columns: readonly Column[]
  /**
   * A SQL FROM item (table name or parenthesised select) with the columns above under their own
   * names, and a column `"$ingestion_time"` (ticks) for `ingestion_time()`. May use `:$now` and
   * `:$seen` (ticks): the query's start, and the moment of the state that it sees.
   */
  readonly sql: string
  /** A column of {@link sql}, quoted, in whose order the rows come; without it they have none. */
  readonly rowOrder?: string
}

export interface MaterializedViewRelation extends Relation {
  readonly source: string
  readonly query: string
  /**
   * The materialized part only, for `materialized_view('V')`; {@link Relation.sql} is materialized
   * part plus delta.
   */
  readonly materializedSql: string
}

export interface StoredFunction {
  readonly name: string
  /** `(a:string, b:long=5)`. */
  readonly parameters: string
  /** `{ … }`. */
  readonly body: string
}
