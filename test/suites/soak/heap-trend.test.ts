import { describe, expect, it } from 'vitest'
import { heapTrend } from './heap-trend.ts'

const MIB = 1024 * 1024
const SAMPLE_MS = 15_000

function samplesOf(heapMiB: (minute: number) => number) {
  return Array.from({ length: 41 }, (_, index) => {
    const atMs = index * SAMPLE_MS
    return { atMs, heapBytes: heapMiB(atMs / 60_000) * MIB }
  })
}

describe('the trend of the heap', () => {
  it('is flat when it only oscillates, whatever happened during warm-up', () => {
    const trend = heapTrend(
      samplesOf((minute) => (minute < 2 ? 40 * minute : 80 + Math.sin(minute * 9))),
    )
    expect(trend.isFlat).toBe(true)
    expect(Math.abs(trend.bytesPerMinute)).toBeLessThan(0.2 * MIB)
  })

  it('grows when two mebibytes a minute leak', () => {
    const trend = heapTrend(samplesOf((minute) => 80 + 2 * minute + Math.sin(minute * 9)))
    expect(trend.isFlat).toBe(false)
    expect(trend.bytesPerMinute / MIB).toBeCloseTo(2, 0)
  })
})
