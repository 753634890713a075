import type { Reading } from '../kusto/reading.ts'

/** What a database has of the checkpointer's schema, as far as it could be read. */
export interface StoredSchema {
  readonly databaseName: string
  readonly tables: ReadonlyMap<string, StoredTable>
  readonly view: StoredView | undefined
  /** Whether the view's source holds rows, which a new view must be filled from. */
  readonly sourceHasRows: boolean
  /**
   * Tables that hold rows; only the view's source is looked at while no table and no column is
   * missing.
   */
  readonly tablesWithRows: ReadonlySet<string>
  /** `streamingingestion` of the database, which tables without one of their own follow. */
  readonly databaseStreaming: Reading<unknown>
  readonly retention: StoredRetention
}

/** Retention policies as far as they could be read; null where an entity has none of its own. */
export interface StoredRetention {
  /** What tables and views without one of their own follow. */
  readonly ofDatabase: Reading<unknown>
  /** By name, of the tables and the view that exist. */
  readonly ofEntities: ReadonlyMap<string, Reading<unknown>>
}

export interface StoredTable {
  readonly name: string
  /** Type by column name. */
  readonly columns: ReadonlyMap<string, string>
  /** JSON mappings: the text of each by its name. */
  readonly mappings: Reading<ReadonlyMap<string, string>>
  readonly streaming: Reading<unknown>
  readonly batching: Reading<unknown>
  /** By column, for the columns that need one; null where there is none. */
  readonly encodings: ReadonlyMap<string, Reading<unknown>>
}

export interface StoredView {
  readonly name: string
  readonly source: string
  readonly query: string
  readonly isEnabled: boolean
}
