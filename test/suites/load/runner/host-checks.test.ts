import { expect, test } from 'vitest'
import type { HostSample } from '../../../../load/http-api.ts'
import { flatHeapCheck } from '../../../../load/runner/host/host-checks.ts'

const MB = 1e6

/** A heap that goes up and down by 50 MB with its collections. */
function samples(seconds: number, floorMb: (second: number) => number): HostSample[] {
  return Array.from({ length: seconds }, (_, second) => ({
    atMs: second * 1_000,
    residentBytes: 300 * MB,
    heapBytes: (floorMb(second) + (second % 10) * 5) * MB,
    eventLoopDelayMaxMs: 1,
  }))
}

test('a heap that only swings is flat, whatever it did at the start', () => {
  const [check] = flatHeapCheck(samples(300, (second) => Math.min(100, 20 + second)))
  expect(check).toMatchObject({ isMet: true, seen: '+0 MB' })
})

test('a leak of 0.2 MB a second is not flat', () => {
  const [check] = flatHeapCheck(samples(300, (second) => 60 + second * 0.2))
  expect(check?.isMet).toBe(false)
})

test('makes no statement about a short run', () => {
  expect(flatHeapCheck(samples(60, () => 60))).toEqual([])
})
