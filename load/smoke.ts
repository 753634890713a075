import type { Arrival, DurationLimit, LoadScenario } from './scenarios.ts'

/**
 * A smoke run asks whether anything is broken, on whatever machine, beside whatever else runs
 * there; how fast it is, only a run of full length on a quiet machine can say. So it keeps every
 * demand that has nothing to do with speed (no failed request, no failed check, no dropped
 * iteration, balanced books) and eases the others:
 *
 * - A fifth of the rate: two cores shared with k6, the engine and a CI's neighbours need not carry
 *   the full load. What comes less often than twice a second stays as it is, or 20 seconds would
 *   hold none of it.
 */
const RATE_SHARE = 0.2
const LEAST_PER_SECOND = 2
/**
 * - A 95th percentile of a second, or twice the limit where that is more: far above what a busy
 *   machine makes of the milliseconds that are usual, and still below what a saver that waits a
 *   second for each read would give.
 */
const LEAST_P95_MS = 1_000
const EASIER = 2
/**
 * - A 99th percentile of 20 seconds is its one or two slowest requests: only what hangs is broken.
 */
const P99_OF_P95 = 10

export function asSmoke(scenario: LoadScenario): LoadScenario {
  return {
    ...scenario,
    arrivals: scenario.arrivals.map(rarer),
    limits: Object.fromEntries(
      Object.entries(scenario.limits).map(([op, limit]) => [op, easier(limit)]),
    ),
  }
}

function rarer(arrival: Arrival): Arrival {
  const { perSecond, stages } = arrival
  return {
    ...arrival,
    perSecond: rarerRate(perSecond),
    ...(stages === undefined
      ? {}
      : {
          stages: stages.map((stage) => ({ ...stage, perSecond: rarerRate(stage.perSecond) })),
        }),
  }
}

function rarerRate(perSecond: number): number {
  return Math.min(perSecond, Math.max(LEAST_PER_SECOND, perSecond * RATE_SHARE))
}

function easier({ p95Ms }: DurationLimit): DurationLimit {
  const eased = Math.max(LEAST_P95_MS, p95Ms * EASIER)
  return { p95Ms: eased, p99Ms: eased * P99_OF_P95 }
}
