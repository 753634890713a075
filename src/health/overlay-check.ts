import { ageText } from './age-text.ts'
import type { HealthCheck } from './health-report.ts'
import { makeCheck } from './make-check.ts'

const NEARLY_FULL = 0.9

export interface OverlayFill {
  readonly rows: number
  readonly bytes: number
  readonly maxBytes: number
  readonly oldestAgeMs: number
  /**
   * How long no query has answered, if the latest failed: nobody knows whether rows became visible
   * meanwhile. @default 0
   */
  readonly unansweredMs?: number
  /** Older rows are late. */
  readonly lateAfterMs: number
}

/**
 * Checks the acknowledged rows that no query of this saver has returned. At the bound, writes wait.
 */
export function overlayCheck(fill: OverlayFill): HealthCheck {
  const { rows, bytes, maxBytes, oldestAgeMs, unansweredMs = 0, lateAfterMs } = fill
  const isFull = bytes > 0 && bytes > maxBytes * NEARLY_FULL
  const isLate = oldestAgeMs - unansweredMs > lateAfterMs
  const age = rows === 0 ? '' : `, the oldest for ${ageText(oldestAgeMs)}`
  return makeCheck('overlay', isFull || isLate ? 'degraded' : 'ok', {
    detail: `${rows} acknowledged rows are not visible to queries yet, ${bytes} of ${maxBytes} bytes${age}`,
    advice: adviceFor(isFull, isLate),
    figures: { rows, bytes, oldestAgeMs: Math.round(oldestAgeMs) },
  })
}

function adviceFor(isFull: boolean, isLate: boolean): string {
  if (!isFull && !isLate) return ''
  const look = 'Rows become visible late: check ingestion failures and the batching policy'
  return isFull ? `${look}, or raise \`maxOverlayBytes\`.` : `${look}.`
}
