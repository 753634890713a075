import { describe, expect, it } from 'vitest'
import { engineClock } from '../../../../src/local/clock/engine-clock.ts'
import { VirtualClock } from '../../../../src/local/clock/virtual-clock.ts'

describe('VirtualClock', () => {
  it('does not move until it is advanced', async () => {
    const clock = new VirtualClock(1_000)
    expect(clock.nowMs()).toBe(1_000)
    await clock.advance(250)
    expect(clock.nowMs()).toBe(1_250)
  })

  it('calls back in order of time, each at its own moment', async () => {
    const clock = new VirtualClock(0)
    const seen: [string, number][] = []
    const note = (name: string) => () => {
      seen.push([name, clock.nowMs()])
    }
    clock.schedule(note('late'), 300)
    clock.schedule(note('early'), 100)
    clock.schedule(note('same'), 100)
    clock.schedule(note('after the end'), 301)
    await clock.advance(300)
    expect(seen).toEqual([
      ['early', 100],
      ['same', 100],
      ['late', 300],
    ])
    expect(clock.pendingTimers).toBe(1)
  })

  it('waits for what a callback does, and runs the timers that it sets', async () => {
    const clock = new VirtualClock(0)
    const ticks: number[] = []
    const poll = async (): Promise<void> => {
      await new Promise((resolve) => setImmediate(resolve))
      ticks.push(clock.nowMs())
      clock.schedule(poll, 10)
    }
    clock.schedule(poll, 10)
    await clock.advance(35)
    expect(ticks).toEqual([10, 20, 30])
    expect(clock.nowMs()).toBe(35)
  })

  it('forgets a cleared timer', async () => {
    const clock = new VirtualClock(0)
    const called: string[] = []
    const cancel = clock.schedule(() => {
      called.push('x')
    }, 10)
    cancel()
    await clock.advance(20)
    expect(called).toEqual([])
  })

  it('adds up overlapping advances, and continues after a callback that threw', async () => {
    const clock = new VirtualClock(0)
    clock.schedule(() => {
      throw new Error('of the callback')
    }, 5)
    const [first, second] = await Promise.allSettled([clock.advance(10), clock.advance(10)])
    expect(first.status).toBe('rejected')
    expect(second.status).toBe('fulfilled')
    expect(clock.nowMs()).toBe(15)
  })
})

describe('engineClock', () => {
  it('accepts a bare function as the time', () => {
    expect(engineClock(() => 42).nowMs()).toBe(42)
  })
})
