import type { Column } from '../../values/types.ts'

/**
 * The database's schema for the translator. The catalog makes one object per schema version,
 * because plans are cached by text per object.
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
   * `:$seen` (ticks): the query's start, and the time of the state that it reads.
   */
  readonly sql: string
  /** A column of {@link sql}, quoted, in whose order the rows come; without it they have none. */
  readonly rowOrder?: string
}

export interface MaterializedViewRelation extends Relation {
  readonly source: string
  readonly query: string
  /**
   * The materialized part only, for `materialized_view('V')`. {@link Relation.sql} is the
   * materialized part plus the delta.
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
