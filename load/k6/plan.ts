import type { Options, Scenario } from 'k6/options'
import { plannedIterations, type Arrival, type LoadScenario } from '../scenarios.ts'

/** Share of the planned iterations that must have ended when the run does. */
const LEAST_SHARE = 0.99

/** k6's options for one scenario: open-loop arrivals and thresholds. */
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

function executorFor(arrival: Arrival, seconds: number): Scenario {
  const { exec, virtualUsers, documentBytes, stages } = arrival
  const common = {
    exec,
    timeUnit: '1m',
    preAllocatedVUs: virtualUsers,
    maxVUs: virtualUsers,
    gracefulStop: '60s',
    env: documentBytes === undefined ? {} : { DOCUMENT_BYTES: String(documentBytes) },
  }
  const rate = perMinute(arrival.perSecond)
  if (stages === undefined) {
    return { ...common, executor: 'constant-arrival-rate', rate, duration: `${seconds}s` }
  }
  return {
    ...common,
    executor: 'ramping-arrival-rate',
    startRate: rate,
    stages: stages.map(({ share, perSecond }) => ({
      target: perMinute(perSecond),
      duration: `${share * seconds}s`,
    })),
  }
}

/** k6 accepts integers only. */
function perMinute(perSecond: number): number {
  return Math.round(perSecond * 60)
}

function thresholdsFor(
  { arrivals, limits }: LoadScenario,
  seconds: number,
): Record<string, string[]> {
  const iterations = arrivals.map((arrival) => [
    `iterations{scenario:${arrival.name}}`,
    [`count>=${leastIterations(arrival, seconds)}`],
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

function leastIterations(arrival: Arrival, seconds: number): number {
  return Math.max(1, Math.floor(plannedIterations(arrival, seconds) * LEAST_SHARE))
}
