export interface HeapSample {
  readonly atMs: number
  readonly heapBytes: number
}

export interface HeapTrend {
  readonly bytesPerMinute: number
  /** Rise of the line through the samples, from the first to the last one. */
  readonly growthBytes: number
  readonly isFlat: boolean
}

/** Caches fill, code gets compiled. */
const WARM_UP_SHARE = 0.3
/**
 * Maximum total rise of the line: noise of the workload's own state, which a collection catches at
 * different moments.
 */
const MAX_GROWTH_BYTES = 8 * 1024 * 1024

/** A straight line through the samples after warm-up, by least squares. */
export function heapTrend(samples: readonly HeapSample[]): HeapTrend {
  const warm = samples.slice(Math.floor(samples.length * WARM_UP_SHARE))
  const meanAtMs = mean(warm.map(({ atMs }) => atMs))
  const meanBytes = mean(warm.map(({ heapBytes }) => heapBytes))
  let together = 0
  let square = 0
  for (const { atMs, heapBytes } of warm) {
    together += (atMs - meanAtMs) * (heapBytes - meanBytes)
    square += (atMs - meanAtMs) ** 2
  }
  const bytesPerMs = square === 0 ? 0 : together / square
  const spanMs = (warm.at(-1)?.atMs ?? 0) - (warm[0]?.atMs ?? 0)
  const growthBytes = bytesPerMs * spanMs
  return {
    bytesPerMinute: bytesPerMs * 60_000,
    growthBytes,
    isFlat: growthBytes < MAX_GROWTH_BYTES,
  }
}

function mean(numbers: readonly number[]): number {
  return numbers.reduce((sum, number) => sum + number, 0) / Math.max(numbers.length, 1)
}
