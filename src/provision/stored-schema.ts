/** What a database has of the checkpointer's schema, as far as it could be read. */
export interface StoredSchema {
  readonly tables: ReadonlyMap<string, StoredTable>
  readonly view: StoredView | undefined
  /** Whether the view's source holds rows, which a new view must be filled from. */
  readonly sourceHasRows: boolean
  /** `streamingingestion` of the database, which tables without one of their own follow. */
  readonly databaseStreaming: Reading<unknown>
}

export interface StoredTable {
  readonly name: string
  /** Type by column name. */
  readonly columns: ReadonlyMap<string, string>
  /** JSON mappings: the text of each by its name. */
  readonly mappings: Reading<ReadonlyMap<string, string>>
  readonly streaming: Reading<unknown>
  readonly retention: Reading<unknown>
  readonly batching: Reading<unknown>
  /** The policy's text by column, for the columns that need one. */
  readonly encodings: ReadonlyMap<string, Reading<string>>
}

export interface StoredView {
  readonly name: string
  readonly source: string
  readonly query: string
  readonly isEnabled: boolean
  readonly retention: Reading<unknown>
}

/** What a `.show` answered, or why it was refused (a right that the caller lacks). */
export type Reading<T> = { readonly value: T } | { readonly refusal: string }
