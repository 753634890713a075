import type { SpoolStatus } from '../spool/spool-status.ts'
import { ageText } from './age-text.ts'
import type { HealthCheck } from './health-report.ts'
import { makeCheck } from './make-check.ts'

/** From this share of the limit, writes are about to wait. */
const NEARLY_FULL = 0.8
/** A reachable Kusto takes rows within seconds. */
const OLD_MS = 300_000

/** Rows on the local disk that Kusto has not acknowledged. */
export function spoolCheck(status: SpoolStatus): HealthCheck {
  const { rows, bytes, maxBytes, waitingCalls, refusedRows, refusedThreads, failure } = status
  const oldestAgeMs = Math.round(status.oldestAgeMs)
  const figures = { rows, bytes, oldestAgeMs, waitingCalls, refusedRows, refusedThreads }
  const seen =
    `${rows} rows and ${bytes} of ${maxBytes} bytes wait on the local disk` +
    (rows === 0 ? '' : `, the oldest for ${ageText(oldestAgeMs)}`) +
    (status.isAway ? '; Kusto was not available at the last attempt' : '') +
    (waitingCalls === 0 ? '' : `; ${waitingCalls} writes wait for space`)
  if (failure !== undefined) {
    return makeCheck('spool', 'failing', {
      detail: `the last write was not stored: ${failure}`,
      advice: 'Every call fails until the disk or the file is repaired.',
      figures,
    })
  }
  if (refusedThreads > 0) {
    return makeCheck('spool', 'failing', {
      detail: `Kusto refuses rows of ${refusedThreads} threads: ${status.refusedReason ?? ''} ${seen}`,
      advice:
        'These threads are stopped. Repair the cause; `langgraph-kusto spool` lists, retries and drops their rows.',
      figures,
    })
  }
  const isDegraded =
    status.isAway || oldestAgeMs > OLD_MS || waitingCalls > 0 || bytes > maxBytes * NEARLY_FULL
  return makeCheck('spool', isDegraded ? 'degraded' : 'ok', {
    detail: seen,
    advice: isDegraded
      ? 'Kusto takes rows more slowly than they come: check the network and throttling, or raise `spool.maxBytes`.'
      : '',
    figures,
  })
}
