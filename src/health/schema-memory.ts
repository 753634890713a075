import { systemClock } from '../clock.ts'
import type { HealthCheck } from './health-report.ts'

/** A schema changes seldom, and asking for it takes some thirty commands. */
const KEPT_MS = 5 * 60_000

/**
 * Keeps what the checks of schema and policies found for some minutes, as long as all was right: a
 * fault is asked for anew each time, so that its repair shows at once.
 */
export class SchemaMemory {
  #last: { readonly checks: readonly HealthCheck[]; readonly atMs: number } | undefined

  get isEmpty(): boolean {
    return this.#last === undefined
  }

  /** @param isDoubtful - true when something else speaks against what is remembered */
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
