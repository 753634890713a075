/**
 * What k6 writes to Prometheus with `-o experimental-prometheus-rw` and K6_PROMETHEUS_RW_TREND_AS_NATIVE_HISTOGRAM=true: counters end in
 * `_total`, rates in `_rate`, durations are native histograms in seconds (grafana.com/docs/k6, "Prometheus remote write"). Its series have
 * no job and no instance.
 */
export const K6 = {
  iterations: 'k6_iterations_total',
  droppedIterations: 'k6_dropped_iterations_total',
  requests: 'k6_http_reqs_total',
  requestDuration: 'k6_http_req_duration_seconds',
  failedShare: 'k6_http_req_failed_rate',
  checksShare: 'k6_checks_rate',
  virtualUsers: 'k6_vus',
} as const

const WINDOW = '[$__rate_interval]'

export function k6Rate(counter: string, label: string): string {
  return `sum by (${label}) (rate(${counter}${WINDOW}))`
}

export function k6Quantile(q: number, histogram: string, label: string): string {
  return `histogram_quantile(${q}, sum by (${label}) (rate(${histogram}${WINDOW})))`
}
