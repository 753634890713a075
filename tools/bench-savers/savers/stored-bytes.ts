export interface StoredBytes {
  /** Bytes of values as passed to the database: its columns, without keys, indexes and pages. */
  readonly payload: number
  /** Bytes on disk, including indexes. */
  readonly disk: number
}

/**
 * Rejects a database that is smaller than its input: the measurement ran before the data reached
 * the measured files.
 */
export function checkedStoredBytes(
  stored: StoredBytes | undefined,
  leastBytes: number,
): StoredBytes | undefined {
  for (const [what, bytes] of Object.entries(stored ?? {})) {
    if (bytes >= leastBytes) continue
    throw new Error(
      `${bytes} bytes of ${what} were measured where ${leastBytes} bytes of text were stored: measure the whole database`,
    )
  }
  return stored
}
