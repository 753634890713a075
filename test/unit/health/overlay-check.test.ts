import { expect, it } from 'vitest'
import { overlayCheck } from '../../../src/health/overlay-check.ts'

const FILL = { rows: 3, bytes: 10, maxBytes: 1_000_000, lateAfterMs: 120_000 }

it('Rows that are invisible for longer than they may be late degrade, however few', () => {
  expect(overlayCheck({ ...FILL, oldestAgeMs: 119_000 }).status).toBe('ok')
  expect(overlayCheck({ ...FILL, oldestAgeMs: 121_000 })).toMatchObject({
    status: 'degraded',
    detail: expect.stringContaining('the oldest for 2 min') as unknown,
    advice: expect.stringContaining('ingestion failures') as unknown,
    figures: { oldestAgeMs: 121_000 },
  })
})
