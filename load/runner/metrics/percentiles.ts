export interface Percentiles {
  readonly count: number
  readonly p50: number
  readonly p95: number
  readonly p99: number
  readonly max: number
}

/** By nearest rank: always a measured value. @returns undefined if nothing was measured */
export function percentiles(values: readonly number[]): Percentiles | undefined {
  const sorted = Float64Array.from(values).toSorted()
  const max = sorted.at(-1)
  if (max === undefined) return undefined
  const at = (share: number): number => sorted[Math.ceil(sorted.length * share) - 1] ?? max
  return { count: sorted.length, p50: at(0.5), p95: at(0.95), p99: at(0.99), max }
}
