import type { Options, Scenario } from 'k6/options'
import type { Arrival, LoadScenario } from '../scenarios.ts'

/** Share of the planned iterations that must have ended when the run does. */
const LEAST_SHARE = 0.99

/** k6's options for one scenario: arrivals in open loop, and what must hold. */
export function optionsFor(scenario: LoadScenario, seconds: number): Options {
  return {
    scenarios: Object.fromEntries(
      scenario.arrivals.map((arrival) => [arrival.name, executorFor(arrival, seconds)]),
    ),
    thresholds: thresholdsFor(scenario, seconds),
    summaryTrendStats: ['avg', 'min', 'med', 'max', 'p(90)', 'p(95)', 'p(99)', 'count'],
    noConnectionReuse: false,
    discardResponseBodies: false,
    setupTimeout: '300s',
  }
}

function executorFor({ exec, perSecond, virtualUsers }: Arrival, seconds: number): Scenario {
  return {
    executor: 'constant-arrival-rate',
    exec,
    rate: Math.round(perSecond * 60),
    timeUnit: '1m',
    duration: `${seconds}s`,
    preAllocatedVUs: virtualUsers,
    maxVUs: virtualUsers,
    gracefulStop: '60s',
  }
}

function thresholdsFor(
  { arrivals, limits }: LoadScenario,
  seconds: number,
): Record<string, string[]> {
  const iterations = arrivals.map(({ name, perSecond }) => [
    `iterations{scenario:${name}}`,
    [`count>=${Math.floor(perSecond * seconds * LEAST_SHARE)}`],
  ])
  const durations = Object.entries(limits).map(([op, { p95Ms, p99Ms }]) => [
    `http_req_duration{op:${op}}`,
    [`p(95)<${p95Ms}`, `p(99)<${p99Ms}`],
  ])
  return {
    dropped_iterations: ['count==0'],
    http_req_failed: ['rate==0'],
    checks: ['rate==1'],
    ...Object.fromEntries(iterations),
    ...Object.fromEntries(durations),
  }
}
