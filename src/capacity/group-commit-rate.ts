/** What arrives at one table's lane of one process, and how the lane is set. */
export interface LaneLoad {
  /** Calls that write to the table, a second. */
  readonly writesPerSecond: number
  readonly rowsPerSecond: number
  readonly bytesPerSecond: number
  /** Seconds until a request is acknowledged. */
  readonly latencyS: number
  readonly lingerS: number
  readonly batchRows: number
  readonly batchBytes: number
}

/**
 * Requests a second that group commit makes of these writes, for writes that come at random times
 * (Poisson).
 *
 * A lane has one part-full request under way at most. The next one begins when that is acknowledged
 * and the first waiting write has lingered, so the mean time between two beginnings is
 * `max(latency, linger) + e^(-rate × max(latency - linger, 0)) / rate`: alone the second term
 * dominates and each write has its own request, under load the first one does and the rate of
 * requests stays at 1 / latency. Rows or bytes beyond one request's go in further ones at once.
 * Writes that come together, as those of parallel tasks, make fewer requests than this.
 */
export function requestsPerSecond(load: LaneLoad): number {
  const { writesPerSecond, rowsPerSecond, bytesPerSecond, batchRows, batchBytes } = load
  if (writesPerSecond === 0) return 0
  const cycleS = secondsBetweenRequests(load)
  const rows = (rowsPerSecond * cycleS) / batchRows
  const bytes = (bytesPerSecond * cycleS) / batchBytes
  return Math.max(1, Math.ceil(rows), Math.ceil(bytes)) / cycleS
}

function secondsBetweenRequests({ writesPerSecond, latencyS, lingerS }: LaneLoad): number {
  const quietS = Math.max(latencyS - lingerS, 0)
  return Math.max(latencyS, lingerS) + Math.exp(-writesPerSecond * quietS) / writesPerSecond
}
