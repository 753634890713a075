/** The writes to one table by one process, and the settings of its lane. */
export interface LaneLoad {
  /** Calls per second that write to the table. */
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
 * Requests per second that group commit sends for writes at random times (Poisson).
 *
 * A lane sends at most one part-full request at a time. The next one starts when that is
 * acknowledged and the first waiting write has lingered, so the mean time between two starts is
 * `max(latency, linger) + e^(-rate × max(latency - linger, 0)) / rate`. At low load the second term
 * dominates, and each write has its own request. At high load the first term dominates, and the
 * request rate stays at 1 / latency. Rows or bytes beyond one request go in further requests at
 * once. Simultaneous writes, such as those of parallel tasks, need fewer requests than this.
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
