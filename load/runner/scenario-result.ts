import type { Latency, SaverCall } from '../http-api.ts'
import type { Book } from './books/book.ts'
import type { Check } from './check.ts'
import type { Judgement } from './history/judgement.ts'
import type { FailureKind } from './k6/failed-requests.ts'
import type { Percentiles } from './metrics/percentiles.ts'
import type { Chart } from './report/chart.ts'

/** The result of one scenario. */
export interface ScenarioResult {
  readonly name: string
  readonly what: string
  readonly runbook: string
  /** Whether its limits, books and history do not count. */
  readonly isComparison: boolean
  readonly startedAt: string
  readonly seconds: number
  /** Why it could not be measured: a program ended, or a request of the runner failed. */
  readonly trouble: readonly string[]
  /** k6's thresholds, then the requirements of the host. */
  readonly checks: readonly Check[]
  readonly books: readonly Book[]
  /** Undefined if no history was recorded, or the run broke down. */
  readonly judgement: Judgement | undefined
  readonly load: LoadFigures | undefined
  readonly charts: readonly Chart[]
}

export interface LoadFigures {
  readonly iterationsPerSecond: number
  readonly iterations: number
  readonly dropped: number
  readonly requests: number
  readonly failedRequests: number
  readonly failures: readonly FailureKind[]
  /** As k6 sees them, in milliseconds, by operation. */
  readonly requestsMs: Readonly<Record<string, Percentiles>>
  /** As the host sees its saver's calls. */
  readonly callsMs: Readonly<Record<SaverCall, Latency>>
  readonly host: HostFigures
}

export interface HostFigures {
  readonly eventLoopDelayMs: { readonly p50: number; readonly p99: number; readonly max: number }
  readonly residentMb: { readonly start: number; readonly end: number; readonly max: number }
  readonly heapMb: { readonly start: number; readonly end: number; readonly max: number }
  readonly cpuSeconds: number
}
