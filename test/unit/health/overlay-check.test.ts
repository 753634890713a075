import { expect, it } from 'vitest'
import { overlayCheck } from '../../../src/health/overlay-check.ts'

const FILL = { rows: 3, bytes: 10, maxBytes: 1_000_000, lateAfterMs: 120_000 }

it('degrades for any row that is invisible for longer than it may be late', () => {
  expect(overlayCheck({ ...FILL, oldestAgeMs: 119_000 }).status).toBe('ok')
  expect(overlayCheck({ ...FILL, oldestAgeMs: 121_000 })).toMatchObject({
    status: 'degraded',
    detail: expect.stringContaining('the oldest for 2 min') as unknown,
    advice: expect.stringContaining('ingestion failures') as unknown,
    figures: { oldestAgeMs: 121_000 },
  })
})

it('does not call rows late while queries fail: nobody knows whether they are visible', () => {
  expect(overlayCheck({ ...FILL, oldestAgeMs: 600_000, unansweredMs: 590_000 }).status).toBe('ok')
  const late = overlayCheck({ ...FILL, oldestAgeMs: 600_000, unansweredMs: 300_000 })
  expect(late.status).toBe('degraded')
})
