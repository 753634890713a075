/** Upper bounds of buckets with cumulative counts, as in a Prometheus histogram. */
export type Buckets = ReadonlyMap<number, number>

/**
 * Interpolates linearly within the bucket that contains the quantile, like Prometheus'
 * `histogram_quantile` (prometheus.io/docs/prometheus/latest/querying/functions). Beyond the last
 * finite bound it is that bound.
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

/** The observations between two readings of one histogram. */
export function bucketsBetween(earlier: Buckets, later: Buckets): Buckets {
  return new Map([...later].map(([bound, count]) => [bound, count - (earlier.get(bound) ?? 0)]))
}
