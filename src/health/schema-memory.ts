import { systemClock } from '../clock.ts'
import type { HealthCheck } from './health-report.ts'

/** A schema rarely changes, and reading it takes some thirty commands. */
const KEPT_MS = 5 * 60_000

/**
 * Caches the results of the schema and policy checks for some minutes if they all pass. After a
 * failure the checks run each time, so that a repair shows at once.
 */
export class SchemaMemory {
  #last: { readonly checks: readonly HealthCheck[]; readonly atMs: number } | undefined

  get isEmpty(): boolean {
    return this.#last === undefined
  }

  /** @param isDoubtful - another check contradicts the cached results */
  async recall(
    ask: () => Promise<readonly HealthCheck[]>,
    isDoubtful: boolean,
  ): Promise<readonly HealthCheck[]> {
    const nowMs = systemClock.nowMs()
    if (!isDoubtful && this.#last !== undefined && nowMs - this.#last.atMs < KEPT_MS) {
      return this.#last.checks
    }
    const checks = await ask()
    const isRight = checks.every(({ status }) => status === 'ok')
    this.#last = isRight ? { checks, atMs: nowMs } : undefined
    return checks
  }
}
