import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { percentiles } from '../../../../load/runner/metrics/percentiles.ts'

const durations = fc.array(fc.double({ min: 0, max: 1e6, noNaN: true }), { minLength: 1 })

test('a percentile was measured, that share is at or below it, and no smaller value has that', () => {
  fc.assert(
    fc.property(durations, (values) => {
      const found = percentiles(values)
      const { p50 = NaN, p95 = NaN, p99 = NaN, max } = found ?? {}
      for (const [share, value] of [
        [0.5, p50],
        [0.95, p95],
        [0.99, p99],
      ] as const) {
        const atOrBelow = values.filter((one) => one <= value).length
        const below = values.filter((one) => one < value).length
        expect(values).toContain(value)
        expect(atOrBelow).toBeGreaterThanOrEqual(share * values.length - 1e-9)
        expect(below).toBeLessThan(share * values.length + 1e-9)
      }
      expect(max).toBe(Math.max(...values))
      expect(found?.count).toBe(values.length)
    }),
  )
})

test('nothing measured has no percentiles', () => {
  expect(percentiles([])).toBeUndefined()
})
