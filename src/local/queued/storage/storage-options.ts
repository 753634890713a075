/** The Azure Storage account, or Azurite, from which a local Kusto server ingests queued data. */
export interface StorageOptions {
  /** Includes the account's key, because blobs and queues are created in it. */
  readonly connectionString: string
  /**
   * Prefix of the names that are created; engines that share an account need different ones.
   * @default 'kusto'
   */
  readonly prefix?: string
  /** Milliseconds, on the engine's clock, between two polls of the queue. @default 500 */
  readonly pollMs?: number
}
