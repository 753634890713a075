/**
 * The metrics that k6 writes to Prometheus with `-o experimental-prometheus-rw` and
 * K6_PROMETHEUS_RW_TREND_AS_NATIVE_HISTOGRAM=true: counters end in `_total`, rates in `_rate`,
 * durations are native histograms in seconds (grafana.com/docs/k6, "Prometheus remote write"). Its
 * series have no job and no instance.
 */
export const K6 = {
  iterations: 'k6_iterations_total',
  droppedIterations: 'k6_dropped_iterations_total',
  requests: 'k6_http_reqs_total',
  requestDuration: 'k6_http_req_duration_seconds',
  checksShare: 'k6_checks_rate',
  virtualUsers: 'k6_vus',
} as const

/**
 * The value of a counter since k6 started. Not `increase()`, which ignores a series' first value: a
 * series with few failures often has no other value.
 */
export function k6Total(counter: string, matchers = ''): string {
  return `sum(last_over_time(${counter}${matchers}[$__range]))`
}

/**
 * Not `k6_http_req_failed_rate`: it is a share per series, and failed requests have their own
 * series, where it is 1.
 */
export function k6FailedShare(): string {
  const failed = k6Total(K6.requests, '{expected_response="false"}')
  return `(${failed} or vector(0)) / ${k6Total(K6.requests)}`
}

const WINDOW = '[$__rate_interval]'

/** Requests of `setup()` and `teardown()` have no scenario and do not belong to the load. */
const IN_SCENARIOS = '{scenario!=""}'

export function k6RateByScenario(counter: string): string {
  return `sum by (scenario) (rate(${counter}${IN_SCENARIOS}${WINDOW}))`
}

export function k6QuantileByScenario(q: number, histogram: string): string {
  return `histogram_quantile(${q}, sum by (scenario) (rate(${histogram}${IN_SCENARIOS}${WINDOW})))`
}
