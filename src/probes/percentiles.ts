export interface Percentiles {
  readonly median: number
  readonly p95: number
  readonly p99: number
}

/** By nearest rank. @param values - at least one */
export function percentiles(values: readonly number[]): Percentiles {
  const sorted = values.toSorted((a, b) => a - b)
  const at = (share: number): number => sorted[Math.ceil(share * sorted.length) - 1] ?? Number.NaN
  return { median: at(0.5), p95: at(0.95), p99: at(0.99) }
}
