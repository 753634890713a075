import { expect, it } from 'vitest'
import { drawBytes, randomOf, STATE_SIZES, ZipfRanks } from '../../../load/draw.ts'

const DRAWS = 20_000

it('draws sizes with the requested median and 95th percentile', () => {
  const sizes = Array.from({ length: DRAWS }, (_, iteration) =>
    drawBytes(randomOf(1, iteration), STATE_SIZES),
  ).toSorted((a, b) => a - b)
  const at = (share: number): number => sizes[Math.floor(share * DRAWS)] ?? 0
  expect(at(0.5) / STATE_SIZES.medianBytes).toBeCloseTo(1, 0)
  expect(at(0.95) / STATE_SIZES.p95Bytes).toBeCloseTo(1, 0)
  expect(sizes.at(-1)).toBe(STATE_SIZES.maxBytes)
})

it('draws the same values for the same iteration of a run', () => {
  expect(firstSizes()).toEqual(firstSizes())
})

function firstSizes(): number[] {
  return [1, 2, 3].map((iteration) => drawBytes(randomOf(9, iteration), STATE_SIZES))
}

it('draws the first rank about ten times as often as the tenth, and every rank', () => {
  const ranks = new ZipfRanks(40)
  const counts = Array.from({ length: 40 }, () => 0)
  for (let iteration = 0; iteration < DRAWS; iteration += 1) {
    const rank = ranks.draw(randomOf(2, iteration))
    counts[rank] = (counts[rank] ?? 0) + 1
  }
  expect(Math.min(...counts)).toBeGreaterThan(0)
  expect((counts[0] ?? 0) / (counts[9] ?? 1)).toBeGreaterThan(7)
  expect((counts[0] ?? 0) / (counts[9] ?? 1)).toBeLessThan(14)
})
