import type { HealthStatus } from '../../../src/health/health-report.ts'

/** What a host is told to be. */
export interface HostPlan {
  readonly connection: string
  readonly metricsPort: number
  readonly writeMode: 'durable' | 'buffered'
  readonly maxOverlayBytes: number | undefined
  readonly agents: number
  readonly pauseMs: number
}

/** What a host is told to do. `broken` begins the count of lines. */
export type Order = 'report' | 'broken' | 'close' | 'block'

/** What the host's own telemetry says. */
export interface HostReport {
  /** Failed calls, as its metrics page, its log and its spans count them. */
  readonly failures: { readonly metrics: number; readonly lines: number; readonly spans: number }
  /** Lines of level info and above, and minutes of fast time, since the fault began. */
  readonly lines: number
  readonly minutes: number
  readonly health: HealthSeen
}

export interface HealthSeen {
  readonly status: HealthStatus
  /** Checks that were not `ok` in the latest report. */
  readonly wrong: readonly string[]
  /** Real milliseconds from the fault to the first report that was not `ok`. */
  readonly afterMs?: number | undefined
}

export type Answer =
  | { readonly kind: 'ready' }
  | { readonly kind: 'report'; readonly report: HostReport }
