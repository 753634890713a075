/** What the store counts as it goes; must not throw. */
export interface StoreCounts {
  /** A put asked whether this process knows the manifest of its parent. */
  parentAsked(isKnown: boolean): void
  /** Stored values that are still used and that retention might remove soon. */
  valuesDue(values: number): void
  /** Of these, values that Kusto has acknowledged again. */
  valuesRefreshed(values: number): void
  /** Serialized bytes of a checkpoint that a call returned. */
  bytesRead(call: 'get_tuple' | 'list', bytes: number): void
}
