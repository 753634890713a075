import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { percentiles } from '../../../../load/runner/metrics/percentiles.ts'

const durations = fc.array(fc.double({ min: 0, max: 1e6, noNaN: true }), { minLength: 1 })

test('a percentile is the smallest measured value that has this share at or below it', () => {
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

test('there are no percentiles without measurements', () => {
  expect(percentiles([])).toBeUndefined()
})
