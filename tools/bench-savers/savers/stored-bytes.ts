export interface StoredBytes {
  /**
   * Values as they were handed to the database: its columns' bytes, without keys, indexes and
   * pages.
   */
  readonly payload: number
  /** What it takes on the disk, indexes and all. */
  readonly disk: number
}

/**
 * A database that is smaller than what went into it was measured before everything was in the place
 * that was looked at.
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
