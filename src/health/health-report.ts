/** `degraded`: the saver works, with something to look at; `failing`: it cannot do its work. */
export type HealthStatus = 'ok' | 'degraded' | 'failing'

/** What one check says; `unknown`: it could not see, which is no failure. */
export type HealthCheckStatus = HealthStatus | 'unknown'

/**
 * - `connection`: Kusto answers; `authentication`: it takes the credentials and lets them read.
 * - `schema`: tables, columns and mappings; `policies`: streaming, encoding, retention, batching.
 * - `values`: the newest checkpoints of the last day have their values.
 * - `clock`: this process's clock and the cluster's agree.
 * - `view`: the materialized view is on, healthy, and how far it lags.
 * - `capacity`, `cluster`: what Kusto says of its own load; `ingestion-failures`: what it could not
 *   ingest in the last hour.
 * - `consistency`: whether Kusto takes what each query asks for: strong consistency, no cached
 *   results.
 * - `queries`, `ingestion`, `throttling`: how this saver's own requests went.
 * - `write-queue`, `overlay`: how full this saver's memory is, and how old what is in it.
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
  | 'overlay'
  | 'write'

/** What one check found. */
export interface HealthCheck {
  /** What was checked. */
  readonly name: HealthCheckName
  /** How it went. */
  readonly status: HealthCheckStatus
  /** What was seen. Never state, never a secret. */
  readonly detail: string
  /** What to do about it; empty when there is nothing to do. */
  readonly advice: string
  /** What was measured, units in the names: `{ lagMs: 1200, rows: 3 }`. */
  readonly figures: Readonly<Record<string, number>>
}

/** What `healthCheck()` returns. */
export interface HealthReport {
  /**
   * `failing` when a check fails, else `degraded` when one is degraded; checks that could not see
   * do not count.
   */
  readonly status: HealthStatus
  /** ISO 8601, this process's clock. */
  readonly checkedAt: string
  /** Milliseconds that the report took. */
  readonly durationMs: number
  /** What each check found. */
  readonly checks: readonly HealthCheck[]
}

/** How long a health check may take, and how old its report may be. */
export interface HealthCheckOptions {
  /**
   * Milliseconds after which the report is given with what is known by then; from 1 up. @default
   * 5000
   */
  readonly timeoutMs?: number
  /**
   * A report that is no older, in milliseconds, is given again instead of asking Kusto some forty
   * questions (a dozen while schema and policies are remembered, for five minutes), so that a probe
   * may come as often as it likes. @default 0
   */
  readonly maxAgeMs?: number
}

export function overallStatus(checks: readonly HealthCheck[]): HealthStatus {
  if (checks.some(({ status }) => status === 'failing')) return 'failing'
  return checks.some(({ status }) => status === 'degraded') ? 'degraded' : 'ok'
}
