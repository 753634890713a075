import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Batch } from '../../../src/ingest/batch.ts'
import { LaneTraffic } from '../../../src/ingest/lane-traffic.ts'
import { CHECKPOINTS } from '../../../src/tables/schema.ts'
import { FakeClock } from './support/fake-clock.ts'

const PATIENCE_MS = 1_000

const partFull = (): Batch => new Batch(CHECKPOINTS, [], 'idle')
const full = (): Batch => new Batch(CHECKPOINTS, [], 'rows')

function setUp(lookMs = 0) {
  const clock = new FakeClock({ lookMs })
  const heard: number[] = []
  const traffic = new LaneTraffic(clock, () => heard.push(clock.nowMs()))
  return { clock, traffic, heard }
}

describe('LaneTraffic', () => {
  it('lets a batch go while none is under way, without a timer', () => {
    const { clock, traffic } = setUp()
    expect(traffic.mayGo()).toBe(true)
    expect(clock.pendingTimers).toBe(0)
  })

  it('holds a batch until the one under way is late, and reports it once', () => {
    const { clock, traffic, heard } = setUp()
    traffic.begin(partFull())
    expect([traffic.mayGo(), traffic.mayGo()]).toEqual([false, false])
    expect(clock.pendingTimers).toBe(1)
    clock.advance(PATIENCE_MS - 1)
    expect([heard.length, traffic.late]).toEqual([0, 0])
    clock.advance(1)
    expect([heard.length, traffic.late]).toEqual([1, 1])
    expect(traffic.mayGo()).toBe(true)
    expect(clock.pendingTimers).toBe(0)
  })

  it('does not hold a batch behind full ones', () => {
    const { traffic } = setUp()
    traffic.begin(full())
    expect(traffic.mayGo()).toBe(true)
  })

  it('clears the timer when the batch ends in time', () => {
    const { clock, traffic, heard } = setUp()
    const batch = partFull()
    traffic.begin(batch)
    expect(traffic.mayGo()).toBe(false)
    traffic.end(batch)
    expect([traffic.mayGo(), clock.pendingTimers]).toEqual([true, 0])
    clock.advance(PATIENCE_MS)
    expect(heard).toEqual([])
  })

  it('always wakes a held lane, even if time passes between two readings of the clock', () => {
    const step = fc.oneof(
      fc.record({ do: fc.constant('begin' as const), isFull: fc.boolean() }),
      fc.record({ do: fc.constant('end' as const), place: fc.nat(9) }),
      fc.record({ do: fc.constant('ask' as const) }),
    )
    fc.assert(
      fc.property(
        fc.array(step, { maxLength: 40 }),
        fc.integer({ min: 0, max: 1_100 }),
        (steps, lookMs) => {
          const { clock, traffic, heard } = setUp(lookMs)
          const running: Batch[] = []
          let held = 0
          for (const one of steps) {
            if (one.do === 'begin') {
              const batch = one.isFull ? full() : partFull()
              running.push(batch)
              traffic.begin(batch)
            } else if (one.do === 'end') {
              for (const batch of running.splice(one.place, 1)) traffic.end(batch)
            } else if (one.do === 'ask' && !traffic.mayGo()) {
              held += 1
              clock.advanceToNext()
            }
          }
          expect(heard).toHaveLength(held)
        },
      ),
      { numRuns: 200 },
    )
  })
})
