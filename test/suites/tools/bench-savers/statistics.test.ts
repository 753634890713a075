import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { median, medianRatio, quantile } from '../../../../tools/bench-savers/statistics.ts'

describe('the median', () => {
  it('is the middle value, or the mean of both in the middle, in whatever order they come', () => {
    expect(median([5, 1, 3])).toBe(3)
    expect(median([10, 1, 2, 4])).toBe(3)
    expect(median([])).toBeNaN()
  })
})

describe('a quantile', () => {
  it('is the smallest value that has the share at or below it', () => {
    const hundred = Array.from({ length: 100 }, (_, index) => 100 - index)
    expect([0.5, 0.95, 0.99, 1].map((share) => quantile(hundred, share))).toEqual([50, 95, 99, 100])
    expect(quantile([7], 0.5)).toBe(7)
    expect(quantile([], 0.5)).toBeNaN()
  })

  it('is one of the values and has at least the share of them at or below it', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer(), { minLength: 1 }),
        fc.integer({ min: 1, max: 100 }),
        (values, percent) => {
          const found = quantile(values, percent / 100)
          expect(values).toContain(found)
          const below = values.filter((value) => value <= found).length
          expect(below * 100).toBeGreaterThanOrEqual(percent * values.length)
        },
      ),
    )
  })
})

describe('a ratio over rounds', () => {
  it('is taken within each round before the median: a slow round of both does not move it', () => {
    expect(medianRatio([20, 2, 40], [10, 1, 20])).toBe(2)
    expect(medianRatio([10, 30, 90], [10, 10, 10])).toBe(3)
  })

  it('is refused when a round lacks one of the two', () => {
    expect(() => medianRatio([1, 2], [1])).toThrow('got 2 and 1')
  })
})
