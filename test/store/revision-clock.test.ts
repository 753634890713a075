import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import { RevisionClock, revisionTimeMs } from '../../src/store/revision-clock.ts'

it('grows strictly, whatever the wall clock does and whatever is read', () => {
  fc.assert(
    fc.property(
      fc.array(fc.record({ nowMs: fc.nat(2 ** 41), read: fc.option(fc.nat(2 ** 52)) })),
      (steps) => {
        let nowMs = 0
        const clock = new RevisionClock(() => nowMs)
        let last = -1
        for (const step of steps) {
          nowMs = step.nowMs
          if (step.read !== null) clock.observe(step.read)
          const revision = clock.next()
          expect(revision).toBeGreaterThan(Math.max(last, step.read ?? -1))
          expect(Number.isSafeInteger(revision)).toBe(true)
          last = revision
        }
      },
    ),
  )
})

it('tells the wall clock back', () => {
  const nowMs = Date.UTC(2026, 10, 23, 6, 30)
  expect(revisionTimeMs(new RevisionClock(() => nowMs).next())).toBe(nowMs)
})

it('stays a safe integer until 2109', () => {
  const clock = new RevisionClock(() => Date.UTC(2109, 0, 1))
  expect(clock.next()).toBeLessThan(Number.MAX_SAFE_INTEGER)
})
