/**
 * Upper bound of a bucket by how many observations it and all smaller ones hold, as a histogram in
 * Prometheus counts them.
 */
export type Buckets = ReadonlyMap<number, number>

/**
 * Straight between the bounds of the bucket that holds the quantile, as Prometheus'
 * `histogram_quantile` does (prometheus.io/docs/prometheus/latest/querying/functions). Beyond the
 * last finite bound it is that bound.
 *
 * @returns undefined when nothing was observed
 */
export function bucketQuantile(quantile: number, buckets: Buckets): number | undefined {
  const bounds = [...buckets].toSorted(([a], [b]) => a - b)
  const total = bounds.at(-1)?.[1] ?? 0
  if (total <= 0) return undefined
  const rank = quantile * total
  const index = bounds.findIndex(([, count]) => count >= rank)
  const [bound, count] = bounds[index] ?? [Infinity, total]
  const [lower, below] = bounds[index - 1] ?? [0, 0]
  if (bound === Infinity) return lower
  return count === below ? bound : lower + ((bound - lower) * (rank - below)) / (count - below)
}

/** What was observed between two readings of one histogram. */
export function bucketsBetween(earlier: Buckets, later: Buckets): Buckets {
  return new Map([...later].map(([bound, count]) => [bound, count - (earlier.get(bound) ?? 0)]))
}
