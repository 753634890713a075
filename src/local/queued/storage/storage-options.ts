/** Azure Storage, or Azurite, in which a served local Kusto takes queued ingestion. */
export interface StorageOptions {
  /** With the account's key: blobs and queues are made in it. */
  readonly connectionString: string
  /**
   * Beginning of the names of what is made there; engines that share an account need different
   * ones. @default 'kusto'
   */
  readonly prefix?: string
  /** Milliseconds, on the engine's clock, between two looks into the queue. @default 500 */
  readonly pollMs?: number
}
