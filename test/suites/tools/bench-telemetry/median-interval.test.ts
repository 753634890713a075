import { expect, it } from 'vitest'
import { intervalOfMedian } from '../../../../tools/bench-telemetry/median-interval.ts'
import { SeededRandom } from '../../crash/workload/seeded-random.ts'

it('is ten places wide on either side of the middle of a hundred', () => {
  const values = Array.from({ length: 101 }, (_, place) => (place * 37) % 101)
  expect(intervalOfMedian(values)).toEqual([40, 60])
})

it('covers all of a few samples', () => {
  expect(intervalOfMedian([3, 1, 2])).toEqual([1, 3])
  expect(intervalOfMedian([7])).toEqual([7, 7])
  expect(intervalOfMedian([])).toEqual([Number.NaN, Number.NaN])
})

it('contains the true median for about 95 of 100 samples of a skewed distribution', () => {
  const SAMPLES = 2_000
  const random = new SeededRandom('skewed')
  const held = Array.from({ length: SAMPLES }, () => {
    const values = Array.from({ length: 81 }, () => -Math.log(1 - random.next()))
    const [low, high] = intervalOfMedian(values)
    return low <= Math.LN2 && Math.LN2 <= high
  }).filter(Boolean)
  expect(held.length / SAMPLES).toBeGreaterThan(0.94)
  expect(held.length / SAMPLES).toBeLessThan(0.985)
})
