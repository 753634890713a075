import type { ShowResult } from '../kusto/show-result.ts'

/** The readable part of the checkpointer's schema in a database. */
export interface StoredSchema {
  readonly databaseName: string
  readonly tables: ReadonlyMap<string, StoredTable>
  readonly view: StoredView | undefined
  /** Whether the view's source holds rows, from which a new view must be filled. */
  readonly sourceHasRows: boolean
  /** Tables that hold rows; only checks the view's source if no table or column is missing. */
  readonly tablesWithRows: ReadonlySet<string>
  /** `streamingingestion` of the database, inherited by tables without their own. */
  readonly databaseStreaming: ShowResult<unknown>
  readonly retention: StoredRetention
}

/** The readable retention policies; null if an entity has none. */
export interface StoredRetention {
  /** The database's policy, inherited by tables and views without their own. */
  readonly ofDatabase: ShowResult<unknown>
  /** By name, for existing tables and the view. */
  readonly ofEntities: ReadonlyMap<string, ShowResult<unknown>>
}

export interface StoredTable {
  readonly name: string
  /** Type by column name. */
  readonly columns: ReadonlyMap<string, string>
  /** The text of each JSON mapping by its name. */
  readonly mappings: ShowResult<ReadonlyMap<string, string>>
  readonly streaming: ShowResult<unknown>
  readonly batching: ShowResult<unknown>
  /** By column, for the columns that need one; null if there is none. */
  readonly encodings: ReadonlyMap<string, ShowResult<unknown>>
}

export interface StoredView {
  readonly name: string
  readonly source: string
  readonly query: string
  readonly isEnabled: boolean
}
