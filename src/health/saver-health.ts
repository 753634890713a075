import { systemClock } from '../clock.ts'
import type { KustoClient } from '../kusto/kusto-client.ts'
import type { PinnedClient } from '../kusto/pinned-client.ts'
import type { StoreContext } from '../store/state/store-context.ts'
import { checkDatabase } from './check-database.ts'
import { consistencyCheck } from './consistency-check.ts'
import {
  overallStatus,
  type HealthCheck,
  type HealthCheckOptions,
  type HealthReport,
} from './health-report.ts'
import { overlayCheck } from './overlay-check.ts'
import { requestChecks } from './request-checks.ts'
import type { RequestHistory, RequestWatch } from './request-watch.ts'
import { LAG_BOUNDS_MS } from '../store/revisions/arrival-window.ts'
import { SchemaMemory } from './schema-memory.ts'
import type { SchemaCheckOptions } from './schema-checks.ts'
import { spoolCheck } from './spool-check.ts'
import { writeQueueCheck } from './write-queue-check.ts'
import { LONGEST_TIMER_MS } from '../longest-timer.ts'

export interface SaverHealthParts {
  readonly client: KustoClient
  readonly context: StoreContext
  readonly watch: RequestWatch
  /** The client for all checks. */
  readonly pinned: Pick<PinnedClient, 'refused'>
  /** Runs a check with one span around its requests. */
  readonly traced: <T>(check: () => Promise<T>) => Promise<T>
  readonly schema: SchemaCheckOptions
  /** Called with each new report's checks; must not throw. */
  readonly onChecked?: (checks: readonly HealthCheck[]) => void
}

const DEFAULT_TIMEOUT_MS = 5_000

/** Health of one saver. Caches the last report for frequent callers. */
export class SaverHealth {
  readonly #parts: SaverHealthParts
  readonly #memory = new SchemaMemory()
  #last: { readonly report: HealthReport; readonly madeAtMs: number } | undefined
  #running: Promise<HealthReport> | undefined

  constructor(parts: SaverHealthParts) {
    this.#parts = parts
  }

  /** Never rejects. */
  async check({ timeoutMs, maxAgeMs = 0 }: HealthCheckOptions = {}): Promise<HealthReport> {
    if (maxAgeMs <= 0) return this.#run(timeoutIn(timeoutMs))
    if (this.#last !== undefined && systemClock.nowMs() - this.#last.madeAtMs <= maxAgeMs) {
      return this.#last.report
    }
    this.#running ??= this.#run(timeoutIn(timeoutMs)).finally(() => {
      this.#running = undefined
    })
    return this.#running
  }

  async #run(timeoutMs: number): Promise<HealthReport> {
    const { client, schema, context, traced, onChecked } = this.#parts
    const begunAtMs = systemClock.nowMs()
    const { clusterClock } = context
    const nowMs = clusterClock.localMs()
    const options = { ...schema, timeoutMs, clusterClock, memory: this.#memory }
    const asked = await traced(() => checkDatabase(client, options))
    const checks = [...asked, ...this.#ownChecks(nowMs)]
    const madeAtMs = systemClock.nowMs()
    const report: HealthReport = {
      status: overallStatus(checks),
      checkedAt: new Date(nowMs).toISOString(),
      durationMs: Math.round(madeAtMs - begunAtMs),
      checks,
    }
    this.#last = { report, madeAtMs }
    onChecked?.(checks)
    return report
  }

  /** Checks of this process, without requests. */
  #ownChecks(nowMs: number): readonly HealthCheck[] {
    const { context, watch, pinned, schema } = this.#parts
    const { overlay, overlayLimit, sink, spool, backlog } = context
    return [
      consistencyCheck(pinned.refused),
      ...requestChecks(watch, nowMs),
      writeQueueCheck(sink.fill, backlog.failedThreads),
      ...(spool === undefined ? [] : [spoolCheck(spool.status)]),
      overlayCheck({
        rows: overlay.size,
        bytes: overlay.bytes,
        maxBytes: overlayLimit.maxBytes,
        oldestAgeMs: overlayLimit.oldestAgeMs,
        unansweredMs: unansweredMs(watch.queries, nowMs),
        lateAfterMs: LAG_BOUNDS_MS[schema.ingestion].warning,
      }),
    ]
  }
}

/** Without any answer so far, as long as this process runs. */
function unansweredMs({ lastFailure, lastSuccessAtMs = 0 }: RequestHistory, nowMs: number): number {
  return lastFailure === undefined ? 0 : Math.max(0, nowMs - lastSuccessAtMs)
}

/** A health check has to answer, so an invalid time counts as the default. */
function timeoutIn(timeoutMs: number = DEFAULT_TIMEOUT_MS): number {
  return timeoutMs >= 1 ? Math.min(timeoutMs, LONGEST_TIMER_MS) : DEFAULT_TIMEOUT_MS
}
