import { expect, it } from 'vitest'
import { highestHeld, nextRate, type Step } from '../../../../load/runner/headroom/staircase.ts'

function climb(most: number): { readonly rates: number[]; readonly found: number | undefined } {
  const steps: Step[] = []
  for (let rate = nextRate(steps); rate !== undefined; rate = nextRate(steps)) {
    steps.push({ perSecond: rate, isHeld: rate <= most })
  }
  return { rates: steps.map(({ perSecond }) => perSecond), found: highestHeld(steps) }
}

it('climbs by half, then halves the gap until it is a tenth', () => {
  expect(climb(80)).toEqual({ rates: [20, 30, 45, 68, 102, 85, 77, 81], found: 77 })
})

it.each([1, 3, 19, 20, 47, 100, 333])('finds %s a second to a tenth', (most) => {
  const { found = 0, rates } = climb(most)
  expect(found).toBeLessThanOrEqual(most)
  expect(most).toBeLessThanOrEqual(Math.ceil(found * 1.1))
  expect(rates.length).toBeLessThan(16)
})

it('goes down when the first rate fails, and finds nothing where nothing holds', () => {
  expect(climb(0)).toEqual({ rates: [20, 10, 5, 2, 1], found: undefined })
})

it('does not trust a rate above one that failed', () => {
  const steps = [
    { perSecond: 20, isHeld: true },
    { perSecond: 30, isHeld: false },
    { perSecond: 40, isHeld: true },
  ]
  expect(highestHeld(steps)).toBe(20)
})
