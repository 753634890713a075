import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { bucketQuantile, bucketsBetween } from '../../../../load/runner/metrics/bucket-quantile.ts'

const BOUNDS = [0.01, 0.1, 1, 10, Infinity]

function bucketsOf(values: readonly number[]): Map<number, number> {
  return new Map(BOUNDS.map((bound) => [bound, values.filter((value) => value <= bound).length]))
}

const observed = fc.array(fc.double({ min: 0, max: 9.9, noNaN: true }), { minLength: 1 })

test('the quantile is in the bucket that contains it', () => {
  fc.assert(
    fc.property(observed, fc.constantFrom(0.5, 0.95, 0.99), (values, share) => {
      const exact = values.toSorted((a, b) => a - b)[Math.ceil(values.length * share) - 1] ?? NaN
      const index = BOUNDS.findIndex((bound) => exact <= bound)
      const found = bucketQuantile(share, bucketsOf(values)) ?? NaN
      expect(found).toBeGreaterThanOrEqual(BOUNDS[index - 1] ?? 0)
      expect(found).toBeLessThanOrEqual(BOUNDS[index] ?? Infinity)
    }),
  )
})

test('interpolates linearly between the bounds, like histogram_quantile', () => {
  expect(
    bucketQuantile(
      0.5,
      new Map([
        [1, 0],
        [2, 10],
        [Infinity, 10],
      ]),
    ),
  ).toBe(1.5)
})

test('returns the last bound beyond it, and nothing without samples', () => {
  expect(
    bucketQuantile(
      0.99,
      new Map([
        [1, 0],
        [Infinity, 4],
      ]),
    ),
  ).toBe(1)
  expect(
    bucketQuantile(
      0.99,
      new Map([
        [1, 0],
        [Infinity, 0],
      ]),
    ),
  ).toBeUndefined()
})

test('the difference of two readings is what came between them', () => {
  fc.assert(
    fc.property(observed, observed, (first, then) => {
      const between = bucketsBetween(bucketsOf(first), bucketsOf([...first, ...then]))
      expect(between).toEqual(bucketsOf(then))
    }),
  )
})
