/**
 * The 95 % confidence interval of the median, for any distribution: between two of the sorted
 * values (the interval of the sign test, with the normal approximation of the binomial
 * distribution).
 */
export function intervalOfMedian(values: readonly number[]): readonly [number, number] {
  const sorted = values.toSorted((a, b) => a - b)
  const last = sorted.length - 1
  const reach = (1.96 * Math.sqrt(sorted.length)) / 2
  const low = Math.max(0, Math.floor(last / 2 - reach))
  const high = Math.min(last, Math.ceil(last / 2 + reach))
  return [sorted[low] ?? Number.NaN, sorted[high] ?? Number.NaN]
}
