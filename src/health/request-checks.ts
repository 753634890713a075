import { ageText } from './age-text.ts'
import type { HealthCheck } from './health-report.ts'
import { makeCheck } from './make-check.ts'
import type { RequestHistory, RequestWatch } from './request-watch.ts'

/** How long a 429 is reported. */
const THROTTLED_LATELY_MS = 60_000

/**
 * Results of the saver's own requests. Never `failing`: a host that is taken out of service would
 * send no requests, and so never show that Kusto works again. The checks that query Kusto report
 * current failures.
 */
export function requestChecks(watch: RequestWatch, nowMs: number): readonly HealthCheck[] {
  return [
    historyCheck('queries', watch.queries, nowMs),
    historyCheck('ingestion', watch.ingestions, nowMs),
    throttlingCheck(watch.throttledAtMs, nowMs),
  ]
}

function historyCheck(
  name: 'queries' | 'ingestion',
  { lastSuccessAtMs, failuresInARow, lastFailure }: RequestHistory,
  nowMs: number,
): HealthCheck {
  const figures = {
    failuresInARow,
    ...(lastSuccessAtMs === undefined ? {} : { lastSuccessAgeMs: nowMs - lastSuccessAtMs }),
  }
  const lastSuccess =
    lastSuccessAtMs === undefined
      ? 'no request has succeeded yet'
      : `the last success was ${ageText(nowMs - lastSuccessAtMs)} ago`
  if (lastFailure === undefined) {
    const detail = lastSuccessAtMs === undefined ? 'no request has been sent yet' : lastSuccess
    return makeCheck(name, 'ok', { detail, figures })
  }
  const { code, status, atMs } = lastFailure
  const http = status === undefined ? '' : ` (HTTP ${status})`
  return makeCheck(name, 'degraded', {
    detail: `the last ${failuresInARow} requests failed, the latest ${ageText(nowMs - atMs)} ago with ${code}${http}; ${lastSuccess}`,
    advice: 'The error that the caller got names the remedy; the next success clears this check.',
    figures,
  })
}

function throttlingCheck(throttledAtMs: number | undefined, nowMs: number): HealthCheck {
  if (throttledAtMs === undefined || nowMs - throttledAtMs > THROTTLED_LATELY_MS) {
    const detail = 'Kusto has not throttled this saver recently'
    return makeCheck('throttling', 'ok', { detail })
  }
  return makeCheck('throttling', 'degraded', {
    detail: `Kusto throttled a request of this saver ${ageText(nowMs - throttledAtMs)} ago`,
    advice: 'Lower `maxConcurrentIngests`, raise `lingerMs` or scale the cluster.',
    figures: { ageMs: nowMs - throttledAtMs },
  })
}
