import type { Arrival, DurationLimit, LoadScenario } from './scenarios.ts'

/**
 * A smoke run checks for breakage on any machine, whatever else runs there. Only a full-length run
 * on a quiet machine can measure speed. So a smoke run keeps every requirement that does not depend
 * on speed (no failed request, no failed check, no dropped iteration, balanced books) and relaxes
 * the others:
 *
 * - A fifth of the rate, because two cores shared with k6, the engine and CI's other jobs need not
 *   carry the full load. Operations that occur less than twice a second keep their rate, or 20
 *   seconds would contain none of them.
 */
const RATE_SHARE = 0.2
const LEAST_PER_SECOND = 2
/**
 * - A 95th percentile of a second, or twice the limit where that is more: far above the usual
 *   milliseconds even on a busy machine, but still below a saver that waits a second for each read.
 */
const LEAST_P95_MS = 1_000
const EASIER = 2
/**
 * - The 99th percentile of 20 seconds is the one or two slowest requests: only hangs count as
 *   broken.
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
