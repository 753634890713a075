/** `degraded`: the saver works, but something needs attention; `failing`: it cannot work. */
export type HealthStatus = 'ok' | 'degraded' | 'failing'

/** The status of one check. `unknown`: it could not be run, which is not a failure. */
export type HealthCheckStatus = HealthStatus | 'unknown'

/**
 * - `connection`: Kusto answers, within the time of the check; `authentication`: it accepts the
 *   credentials and allows reads.
 * - `schema`: tables, columns and mappings; `policies`: streaming, encoding, retention, batching.
 * - `values`: a sample of the last day's checkpoints has its values.
 * - `clock`: the clocks of this process and the cluster agree.
 * - `view`: the materialized view is enabled and healthy, and how far it lags.
 * - `capacity`, `cluster`: Kusto's report on its load; `ingestion-failures`: failed ingestions of
 *   the last hour.
 * - `consistency`: Kusto accepts the properties of each query: strong consistency, no cached
 *   results.
 * - `queries`, `ingestion`, `throttling`: results of this saver's own requests.
 * - `spool`: rows on the local disk, with `writeMode: 'spooled'` only.
 * - `write-queue`, `overlay`: memory use of this saver, and the age of what it holds.
 * - `write`: a checkpoint was stored and read back; only `langgraph-kusto doctor` tries it.
 */
export type HealthCheckName =
  | 'connection'
  | 'authentication'
  | 'schema'
  | 'policies'
  | 'values'
  | 'clock'
  | 'view'
  | 'capacity'
  | 'cluster'
  | 'ingestion-failures'
  | 'consistency'
  | 'queries'
  | 'ingestion'
  | 'throttling'
  | 'write-queue'
  | 'spool'
  | 'overlay'
  | 'write'

/** The result of one check. */
export interface HealthCheck {
  /** Name of the check. */
  readonly name: HealthCheckName
  /** Status of the check. */
  readonly status: HealthCheckStatus
  /** What the check found. Never contains state or secrets. */
  readonly detail: string
  /** The remedy; empty if there is nothing to do. */
  readonly advice: string
  /** Measurements with units in their names: `{ lagMs: 1200, rows: 3 }`. */
  readonly figures: Readonly<Record<string, number>>
}

/** The result of `healthCheck()`. */
export interface HealthReport {
  /**
   * `failing` if a check fails, else `degraded` if one is degraded. Unknown checks do not count.
   */
  readonly status: HealthStatus
  /** Time of the report in ISO 8601, by this process's clock. */
  readonly checkedAt: string
  /** Duration of the report in milliseconds. */
  readonly durationMs: number
  /** The result of each check. */
  readonly checks: readonly HealthCheck[]
}

/** Time limit of a health check, and maximum age of its report. */
export interface HealthCheckOptions {
  /**
   * Milliseconds after which the report is returned with the results so far; at least 1.
   * @default 5000
   */
  readonly timeoutMs?: number
  /**
   * Maximum age in milliseconds of a cached report to return instead of sending some forty requests
   * to Kusto, so that probes can be frequent. @default 0
   */
  readonly maxAgeMs?: number
}

export function overallStatus(checks: readonly HealthCheck[]): HealthStatus {
  if (checks.some(({ status }) => status === 'failing')) return 'failing'
  return checks.some(({ status }) => status === 'degraded') ? 'degraded' : 'ok'
}
