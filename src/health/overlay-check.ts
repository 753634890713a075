import type { HealthCheck } from './health-report.ts'
import { makeCheck } from './make-check.ts'

const NEARLY_FULL = 0.9

export interface OverlayFill {
  readonly rows: number
  readonly bytes: number
  readonly maxBytes: number
}

/** Acknowledged rows that no query of this saver has returned; at the limit, writers wait. */
export function overlayCheck({ rows, bytes, maxBytes }: OverlayFill): HealthCheck {
  const isFull = bytes > 0 && bytes > maxBytes * NEARLY_FULL
  return makeCheck('overlay', isFull ? 'degraded' : 'ok', {
    detail: `keeps ${rows} acknowledged rows that no query has returned yet, ${bytes} of ${maxBytes} bytes`,
    advice: isFull
      ? 'Queries see rows late: check ingestion failures and the batching policy, or raise `maxOverlayBytes`.'
      : '',
    figures: { rows, bytes },
  })
}
