import * as fc from 'fast-check'
import { describe, expect, it, vi } from 'vitest'
import { ConcurrencyLimit } from '../../../src/kusto/concurrency-limit.ts'
import { KustoError } from '../../../src/kusto-error.ts'
import { FakeClock } from '../ingest/support/fake-clock.ts'
import { settleTurn } from '../ingest/support/settle-turn.ts'

const throttled = new KustoError('slow', { code: 'TooManyRequests', status: 429, permanent: false })
const broken = new KustoError('broken', { code: 'Broken', status: 500, permanent: false })

const throwAtOnce = (): never => {
  throw new Error('a bug')
}

/** Operations that run until the test ends them. */
function setUp(max: number, lookMs = 0) {
  const heard: number[] = []
  const clock = new FakeClock({ lookMs })
  const limit = new ConcurrencyLimit({
    max,
    clock,
    random: () => 0.5,
    onThrottled: (to) => heard.push(to),
  })
  const started: { readonly id: number; succeed(): void; fail(error: unknown): void }[] = []
  const start = (id: number): Promise<void> =>
    limit.run(
      async () =>
        new Promise<void>((resolve, reject) => {
          started.push({ id, succeed: resolve, fail: reject })
        }),
    )
  const startMany = (count: number): Promise<PromiseSettledResult<void>[]> =>
    Promise.allSettled(Array.from({ length: count }, async (_, id) => start(id)))
  return { limit, started, start, startMany, heard, clock }
}

describe('ConcurrencyLimit', () => {
  it('starts at once below the limit', () => {
    const { started, startMany } = setUp(2)
    void startMany(2)
    expect(started).toHaveLength(2)
  })

  it('starts waiting operations in order as others end', async () => {
    const { started, startMany } = setUp(2)
    const all = startMany(5)
    for (let index = 0; index < 5; index += 1) {
      expect(started.length).toBeLessThanOrEqual(index + 2)
      started[index]?.succeed()
      await settleTurn()
    }
    await all
    expect(started.map(({ id }) => id)).toEqual([0, 1, 2, 3, 4])
  })

  it('lets no operation overtake waiting ones', async () => {
    const { started, start, startMany } = setUp(1)
    void startMany(2)
    started[0]?.succeed()
    void start(99)
    await settleTurn()
    expect(started.map(({ id }) => id)).toEqual([0, 1])
  })

  it('halves once for one round of 429s and never below one', async () => {
    const { limit, started, startMany, heard, clock } = setUp(8)
    void startMany(8)
    for (const operation of started) operation.fail(throttled)
    await settleTurn()
    expect(limit.limit).toBe(4)
    for (let round = 0; round < 4; round += 1) {
      started.length = 0
      clock.advance(5_000)
      void startMany(1)
      started[0]?.fail(throttled)
      await settleTurn()
    }
    expect(limit.limit).toBe(1)
    expect(heard).toEqual([4, 2, 1])
  })

  it('keeps the lower limit, also for operations started before', async () => {
    const { started, startMany, clock } = setUp(4)
    void startMany(10)
    started[0]?.fail(throttled)
    await settleTurn()
    clock.advance(150)
    await settleTurn()
    expect(started).toHaveLength(4)
    started[1]?.succeed()
    await settleTurn()
    expect(started).toHaveLength(4)
    started[2]?.succeed()
    await settleTurn()
    expect(started).toHaveLength(5)
  })

  it('grows by one for each round of successes, up to the maximum', async () => {
    const { limit, clock } = setUp(4)
    await expect(limit.run(async () => Promise.reject(throttled))).rejects.toBe(throttled)
    clock.advance(150)
    const limits: number[] = []
    for (let success = 0; success < 8; success += 1) {
      await limit.run(async () => Promise.resolve())
      limits.push(limit.limit)
    }
    expect(limits).toEqual([2, 3, 3, 3, 4, 4, 4, 4])
  })

  it('does not treat other failures as throttling', async () => {
    const { limit } = setUp(4)
    await expect(limit.run(async () => Promise.reject(broken))).rejects.toBe(broken)
    expect(limit.limit).toBe(4)
  })

  it('starts nothing for a pause that grows while Kusto throttles, then continues by itself', async () => {
    const { started, startMany, clock } = setUp(1)
    void startMany(4)
    for (const pauseMs of [150, 300, 600]) {
      started.at(-1)?.fail(throttled)
      const before = started.length
      await settleTurn()
      clock.advance(pauseMs - 1)
      await settleTurn()
      expect(started).toHaveLength(before)
      clock.advance(1)
      await settleTurn()
      expect(started).toHaveLength(before + 1)
    }
  })

  it('starts a returning caller before later ones', async () => {
    const { limit } = setUp(1)
    const order: string[] = []
    const place = limit.place()
    const waiting = ['later', 'last'].map(async (name) => ({ name, place: limit.place() }))
    const holds = limit.run(async () => settleTurn())
    const others = waiting.map(async (one) => {
      const { name, place: later } = await one
      await limit.run(async () => order.push(name), later)
    })
    await Promise.resolve()
    const first = limit.run(async () => order.push('first'), place)
    await Promise.all([holds, first, ...others])
    expect(order).toEqual(['first', 'later', 'last'])
  })

  it('starts an urgent caller first', async () => {
    const { limit } = setUp(1)
    const order: string[] = []
    const holds = limit.run(async () => settleTurn())
    const other = limit.run(async () => order.push('other'))
    const urgent = limit.run(async () => order.push('urgent'), limit.place({ isUrgent: true }))
    await Promise.all([holds, other, urgent])
    expect(order).toEqual(['urgent', 'other'])
  })

  it('stops waiting when the signal fires', async () => {
    const { limit, startMany } = setUp(1)
    void startMany(1)
    const controller = new AbortController()
    const next = vi.fn<() => Promise<unknown>>(async () => 1)
    const waits = limit.run(next, limit.place({ signal: controller.signal }))
    controller.abort()
    await expect(waits).rejects.toMatchObject({ code: 'RequestAborted' })
    expect(limit.waiting).toBe(0)
    expect(next).not.toHaveBeenCalled()
  })

  it('lets others pass a hanging request at a lowered limit, but never beyond the maximum', async () => {
    const { limit, started, startMany, clock } = setUp(2)
    void startMany(1)
    started[0]?.fail(throttled)
    await settleTurn()
    clock.advance(150)
    void startMany(3)
    await settleTurn()
    expect([limit.limit, started.length]).toEqual([1, 2])
    clock.advance(5_000)
    await settleTurn()
    expect(started).toHaveLength(3)
    clock.advance(60_000)
    await settleTurn()
    expect(started).toHaveLength(3)
  })

  it('frees its slot when an operation throws before it returns a promise', async () => {
    const { limit } = setUp(1)
    await expect(limit.run(throwAtOnce)).rejects.toThrow('a bug')
    const next = vi.fn<() => Promise<unknown>>(async () => 1)
    await limit.run(next)
    expect(next).toHaveBeenCalledTimes(1)
  })

  it('ends every operation and never exceeds its maximum, whatever fails', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 5 }),
        fc.array(fc.constantFrom('success', 'throttled', 'failure'), { maxLength: 40 }),
        fc.integer({ min: 0, max: 160 }),
        async (max, outcomes, lookMs) => {
          const { limit, clock } = setUp(max, lookMs)
          let underWay = 0
          const state = { isOver: false }
          const all = Promise.allSettled(
            outcomes.map(async (outcome) =>
              limit.run(async () => {
                underWay += 1
                expect(underWay).toBeLessThanOrEqual(max)
                await Promise.resolve()
                underWay -= 1
                if (outcome === 'throttled') throw throttled
                if (outcome === 'failure') throw broken
              }),
            ),
          ).finally(() => {
            state.isOver = true
          })
          for (await settleTurn(); !state.isOver; await settleTurn()) {
            if (clock.advanceToNext()) continue
            await settleTurn()
            if (!state.isOver && clock.pendingTimers === 0) throw new Error('No timer wakes them')
          }
          const results = await all
          expect(results.map(({ status }) => status)).toEqual(
            outcomes.map((outcome) => (outcome === 'success' ? 'fulfilled' : 'rejected')),
          )
          expect(underWay).toBe(0)
        },
      ),
      { numRuns: 100 },
    )
  })
})
