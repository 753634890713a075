import { systemClock } from '../../clock.ts'
import { definedAttributes } from '../core/defined-attributes.ts'
import { HEALTH_CHECK, HEALTH_CHECKS, HEALTH_STATUS } from '../core/semconv.ts'
import type { GaugeReading } from './gauge-source.ts'

/** Older results say nothing about now. */
const MAX_AGE_MS = 10 * 60_000

const STATUSES = ['ok', 'degraded', 'failing', 'unknown'] as const

/** The result of one check. */
export interface CheckedHealth {
  readonly name: string
  readonly status: (typeof STATUSES)[number]
}

/** The last health report as gauges: 1 at the status of each check, 0 at the others. */
export class HealthGauges {
  readonly #nowMs: () => number
  #last: { readonly checks: readonly CheckedHealth[]; readonly atMs: number } | undefined

  constructor(nowMs: () => number = () => systemClock.nowMs()) {
    this.#nowMs = nowMs
  }

  checked(checks: readonly CheckedHealth[]): void {
    this.#last = { checks, atMs: this.#nowMs() }
  }

  readGauges(): GaugeReading[] {
    if (this.#last === undefined || this.#nowMs() - this.#last.atMs > MAX_AGE_MS) return []
    return this.#last.checks.flatMap(({ name, status }) =>
      STATUSES.map((one) => ({
        metric: HEALTH_CHECKS,
        attributes: definedAttributes([HEALTH_CHECK, name], [HEALTH_STATUS, one]),
        value: one === status ? 1 : 0,
      })),
    )
  }
}
