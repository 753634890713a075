import { ageText } from './age-text.ts'
import type { HealthCheck } from './health-report.ts'
import { makeCheck } from './make-check.ts'

const NEARLY_FULL = 0.9

export interface OverlayFill {
  readonly rows: number
  readonly bytes: number
  readonly maxBytes: number
  readonly oldestAgeMs: number
  /** From this age on a row is late. */
  readonly lateAfterMs: number
}

/**
 * What Kusto has acknowledged and no query of this saver has returned; at the bound, writers wait.
 */
export function overlayCheck(fill: OverlayFill): HealthCheck {
  const { rows, bytes, maxBytes, oldestAgeMs, lateAfterMs } = fill
  const isFull = bytes > 0 && bytes > maxBytes * NEARLY_FULL
  const isLate = oldestAgeMs > lateAfterMs
  const age = rows === 0 ? '' : `, the oldest for ${ageText(oldestAgeMs)}`
  return makeCheck('overlay', isFull || isLate ? 'degraded' : 'ok', {
    detail: `${rows} acknowledged rows that no query has returned yet are kept, ${bytes} of ${maxBytes} bytes${age}`,
    advice: adviceFor(isFull, isLate),
    figures: { rows, bytes, oldestAgeMs: Math.round(oldestAgeMs) },
  })
}

function adviceFor(isFull: boolean, isLate: boolean): string {
  if (!isFull && !isLate) return ''
  const look = 'Queries see rows late: look at ingestion failures and at the batching policy'
  return isFull ? `${look}, or raise \`maxOverlayBytes\`.` : `${look}.`
}
