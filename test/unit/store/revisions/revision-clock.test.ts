import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import { RevisionClock, revisionTimeMs } from '../../../../src/store/revisions/revision-clock.ts'

const FIVE_MINUTES = 300_000 * 2048

it('grows strictly, whatever the clock does and whatever is read, and stays above floors', () => {
  const step = fc.record({
    nowMs: fc.nat(2 ** 41),
    read: fc.option(fc.nat(2 ** 52)),
    floor: fc.option(fc.nat(2 ** 52)),
  })
  fc.assert(
    fc.property(fc.array(step), (steps) => {
      let nowMs = 0
      const clock = new RevisionClock(() => nowMs)
      const drawn = new Set<number>()
      let last = -1
      for (const { nowMs: laterMs, read, floor } of steps) {
        nowMs = laterMs
        const isFollowed = read === null || clock.observe(read)
        const revision = floor === null ? clock.next() : clock.nextAfter(floor)
        expect(Number.isSafeInteger(revision)).toBe(true)
        expect(drawn).not.toContain(revision)
        expect(revision).toBeGreaterThan(Math.max(floor ?? -1, isFollowed ? (read ?? -1) : -1))
        const own = floor === null ? [last, revision] : []
        expect(own).toEqual(own.toSorted((a, b) => a - b))
        if (floor === null) last = revision
        drawn.add(revision)
      }
    }),
  )
})

it('follows revisions that it reads by up to five minutes', () => {
  const nowMs = Date.UTC(2026, 10, 23)
  const clock = new RevisionClock(() => nowMs)
  const near = nowMs * 2048 + FIVE_MINUTES
  expect([clock.observe(near), clock.observe(near + 1)]).toEqual([true, false])
  const revision = clock.next()
  expect([revision > near, revision < near + 10]).toEqual([true, true])
})

it('draws after a floor far ahead without moving the clock', () => {
  const nowMs = Date.UTC(2026, 10, 23)
  const clock = new RevisionClock(() => nowMs)
  const floor = (nowMs + 70 * 86_400_000) * 2048
  const ahead = [clock.nextAfter(floor), clock.nextAfter(floor)]
  expect(ahead).toEqual([floor + 1, floor + 3])
  expect(revisionTimeMs(clock.next())).toBe(nowMs)
})

it('returns the wall clock time of a revision', () => {
  const nowMs = Date.UTC(2026, 10, 23, 6, 30)
  expect(revisionTimeMs(new RevisionClock(() => nowMs).next())).toBe(nowMs)
})

it('stays a safe integer until 2109', () => {
  const clock = new RevisionClock(() => Date.UTC(2109, 0, 1))
  expect(clock.next()).toBeLessThan(Number.MAX_SAFE_INTEGER)
})
