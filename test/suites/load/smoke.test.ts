import { expect, test } from 'vitest'
import { SCENARIOS } from '../../../load/scenarios.ts'
import { asSmoke } from '../../../load/smoke.ts'

test('a saver that waits a second for each read fails the smoke run of scenarios that read once', () => {
  const turns = SCENARIOS.filter(({ name }) => ['turns', 'chat', 'soak'].includes(name)).map(
    asSmoke,
  )
  for (const { limits } of turns) {
    for (const { p95Ms } of Object.values(limits)) expect(p95Ms).toBeLessThanOrEqual(1_000)
  }
})

test('has no harder limit or rate than the full run, and omits no rare operation', () => {
  for (const scenario of SCENARIOS) {
    const smoke = asSmoke(scenario)
    for (const [op, { p95Ms, p99Ms }] of Object.entries(scenario.limits)) {
      expect(smoke.limits[op]?.p95Ms).toBeGreaterThanOrEqual(p95Ms)
      expect(smoke.limits[op]?.p99Ms).toBeGreaterThanOrEqual(p99Ms)
    }
    for (const [index, { perSecond }] of scenario.arrivals.entries()) {
      const rarer = smoke.arrivals[index]?.perSecond ?? Infinity
      expect(rarer).toBeLessThanOrEqual(perSecond)
      expect(rarer).toBeGreaterThanOrEqual(Math.min(perSecond, 2))
    }
  }
})
