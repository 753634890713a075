import * as fc from 'fast-check'
import { describe, expect, it, vi } from 'vitest'
import { ConcurrencyLimit } from '../../../src/kusto/concurrency-limit.ts'
import { type PolicyOptions, RequestPolicy } from '../../../src/kusto/request-policy.ts'
import { DEFAULT_RETRY_POLICY, type RetryPolicy } from '../../../src/kusto/retry-policy.ts'
import { CONNECTION_CODES, KustoError } from '../../../src/kusto-error.ts'
import { FakeClock } from '../ingest/support/fake-clock.ts'
import { settleTurn } from '../ingest/support/settle-turn.ts'

const broken = new KustoError('broken', { code: 'Broken', status: 500, permanent: false })
const busy = new KustoError('busy', { code: 'Busy', status: 503, permanent: false })
const reset = new KustoError('gone', { code: CONNECTION_CODES.reset, permanent: false })
const refused = new KustoError('no', { code: 'General_BadRequest', status: 400, permanent: true })
const askedToWait = (retryAfterMs: number): KustoError =>
  new KustoError('wait', { code: 'TooManyRequests', status: 429, permanent: false, retryAfterMs })

const refuseBroken = async (): Promise<never> => Promise.reject(broken)
const refuseBusy = async (): Promise<never> => Promise.reject(busy)

function setUp(overrides: Partial<RetryPolicy> = {}) {
  const clock = new FakeClock()
  const retry = { ...DEFAULT_RETRY_POLICY, clock, random: () => 0.5, ...overrides }
  const { random, retryBudgetMs } = retry
  const limit = new ConcurrencyLimit({ max: 2, clock, random, maxPauseMs: retryBudgetMs })
  return { clock, policy: new RequestPolicy({ limit, retry }) }
}

/** Runs to the end, firing each timer in turn. */
async function runThrough(clock: FakeClock, work: Promise<unknown>): Promise<unknown> {
  const ended = (async () => {
    try {
      return await work
    } catch (error) {
      return error
    }
  })()
  do await settleTurn()
  while (clock.advanceToNext())
  return ended
}

describe('RequestPolicy', () => {
  it('returns the first success', async () => {
    const { clock, policy } = setUp()
    const operation = vi.fn<(attempt: number) => Promise<unknown>>(async (attempt) => {
      if (attempt < 3) throw attempt === 1 ? broken : reset
      return 'answer'
    })
    expect(await runThrough(clock, policy.run(operation))).toBe('answer')
    expect(operation.mock.calls).toEqual([[1], [2], [3]])
  })

  it('starts the first attempt synchronously', () => {
    const { policy } = setUp()
    const operation = vi.fn<() => Promise<unknown>>(async () => 1)
    void policy.run(operation)
    expect(operation).toHaveBeenCalledTimes(1)
  })

  it('gives up with the last failure after all retries', async () => {
    const { clock, policy } = setUp({ retries: 2 })
    const failures = [broken, reset, broken]
    const operation = vi.fn<(attempt: number) => Promise<unknown>>(async (attempt) => {
      throw failures[attempt - 1] ?? new Error('one too many')
    })
    expect(await runThrough(clock, policy.run(operation))).toBe(failures[2])
  })

  it.each([refused, new Error('a bug'), 'text'])('does not retry %s', async (failure) => {
    const { clock, policy } = setUp()
    const operation = vi.fn<() => Promise<unknown>>(async () => {
      throw failure
    })
    expect(await runThrough(clock, policy.run(operation))).toBe(failure)
    expect(operation).toHaveBeenCalledTimes(1)
  })

  it('lets delays grow eightfold, up to the maximum', async () => {
    const { clock, policy } = setUp({ retries: 4, baseDelayMs: 100, maxDelayMs: 5_000 })
    await runThrough(
      clock,
      policy.run(async () => Promise.reject(broken)),
    )
    expect(clock.delays).toEqual([75, 600, 3_750, 3_750])
  })

  it('spreads delays over their upper half', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
        async (random) => {
          const { clock, policy } = setUp({ retries: 1, baseDelayMs: 100, random: () => random })
          await runThrough(
            clock,
            policy.run(async () => Promise.reject(broken)),
          )
          expect(clock.delays).toEqual([50 * (1 + random)])
        },
      ),
      { numRuns: 30 },
    )
  })

  it('spans tens of seconds with its three retries', async () => {
    for (const random of [0, 0.999]) {
      const { clock, policy } = setUp({ random: () => random })
      const startMs = clock.nowMs()
      const operation = vi.fn<() => Promise<unknown>>(async () => Promise.reject(broken))
      expect(await runThrough(clock, policy.run(operation))).toBe(broken)
      expect(operation).toHaveBeenCalledTimes(4)
      expect(clock.nowMs() - startMs).toBeGreaterThan(18_000)
      expect(clock.nowMs() - startMs).toBeLessThan(40_000)
    }
  })

  it.each([busy, askedToWait(0)])(
    'retries a throttled request until the time is over: $code',
    async (throttled) => {
      const { clock, policy } = setUp({ retries: 0 })
      const startMs = clock.nowMs()
      const operation = vi.fn<() => Promise<unknown>>(async () => Promise.reject(throttled))
      expect(await runThrough(clock, policy.run(operation))).toBe(throttled)
      expect(clock.nowMs() - startMs).toBeGreaterThanOrEqual(60_000)
      expect(clock.nowMs() - startMs).toBeLessThan(66_000)
      expect(operation.mock.calls.length).toBeLessThan(25)
    },
  )

  it('does not count throttling as a failure', async () => {
    const { clock, policy } = setUp({ retries: 1 })
    const operation = vi.fn<(attempt: number) => Promise<unknown>>(async (attempt) => {
      if (attempt < 8) throw busy
      if (attempt === 8) throw reset
      return 'answer'
    })
    expect(await runThrough(clock, policy.run(operation))).toBe('answer')
  })

  it('waits for Retry-After and a random delay on top', async () => {
    const { clock, policy } = setUp()
    const operation = vi.fn<(attempt: number) => Promise<unknown>>(async (attempt) =>
      attempt === 1 ? Promise.reject(askedToWait(2_000)) : 'answer',
    )
    expect(await runThrough(clock, policy.run(operation))).toBe('answer')
    expect(clock.delays).toEqual([2_150])
  })

  it('does not wait for a Retry-After longer than the budget', async () => {
    const { clock, policy } = setUp({ retryBudgetMs: 5_000 })
    const operation = vi.fn<() => Promise<unknown>>(async () =>
      Promise.reject(askedToWait(600_000)),
    )
    await runThrough(clock, policy.run(operation))
    expect(clock.delays).toEqual([5_000])
    expect(operation).toHaveBeenCalledTimes(2)
  })

  it('holds no slot while it waits for a retry', async () => {
    const { policy } = setUp()
    void policy.run(refuseBroken).catch(() => undefined)
    void policy.run(refuseBroken).catch(() => undefined)
    await settleTurn()
    expect(await policy.run(async () => 'answer')).toBe('answer')
  })

  it('rejects waiting requests too when throttling outlasts their time', async () => {
    const { clock, policy } = setUp({ retryBudgetMs: 10_000 })
    const startMs = clock.nowMs()
    const calls = Array.from({ length: 100 }, () => policy.run(refuseBusy))
    const all = Promise.allSettled(calls)
    await runThrough(clock, all)
    expect((await all).every(({ status }) => status === 'rejected')).toBe(true)
    expect(clock.nowMs() - startMs).toBeLessThan(25_000)
  })

  it('starts no attempt after the budget, however many retries are left', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.nat(2_000),
        fc.nat(10_000),
        fc.nat(20),
        async (requestMs, retryBudgetMs, retries) => {
          const { clock, policy } = setUp({ retries, retryBudgetMs })
          const startMs = clock.nowMs()
          const begunMs: number[] = []
          const operation = async (): Promise<never> => {
            begunMs.push(clock.nowMs() - startMs)
            clock.advance(requestMs)
            throw broken
          }
          await runThrough(clock, policy.run(operation))
          expect(Math.max(...begunMs)).toBeLessThanOrEqual(retryBudgetMs)
          expect(begunMs.length).toBeLessThanOrEqual(retries + 1)
        },
      ),
      { numRuns: 50 },
    )
  })

  it('reports each retry', async () => {
    const { clock, policy } = setUp({ retries: 1, baseDelayMs: 100 })
    const onRetry = vi.fn<NonNullable<PolicyOptions['onRetry']>>()
    await runThrough(
      clock,
      policy.run(async () => Promise.reject(broken), { onRetry }),
    )
    expect(onRetry.mock.calls).toEqual([[{ attempt: 1, delayMs: 75, error: broken }]])
  })

  it('starts nothing when the signal has fired', async () => {
    const { policy } = setUp()
    const operation = vi.fn<() => Promise<unknown>>(async () => 1)
    const work = policy.run(operation, { signal: AbortSignal.abort() })
    await expect(work).rejects.toMatchObject({ code: 'RequestAborted', permanent: true })
    expect(operation).not.toHaveBeenCalled()
  })

  it('stops waiting when the signal fires, and leaves no timer and no listener', async () => {
    const { clock, policy } = setUp()
    const controller = new AbortController()
    const remove = vi.spyOn(controller.signal, 'removeEventListener')
    const operation = vi.fn<() => Promise<unknown>>(async () => Promise.reject(broken))
    const work = runThrough(new FakeClock(), policy.run(operation, { signal: controller.signal }))
    await settleTurn()
    expect(clock.pendingTimers).toBe(1)
    controller.abort()
    expect(await work).toMatchObject({ code: 'RequestAborted' })
    expect(operation).toHaveBeenCalledTimes(1)
    expect(clock.pendingTimers).toBe(0)
    expect(remove).toHaveBeenCalledTimes(1)
  })

  it('works under fake timers that were installed after the module was loaded', async () => {
    vi.useFakeTimers()
    try {
      const limit = new ConcurrencyLimit({ max: 1 })
      const policy = new RequestPolicy({
        limit,
        retry: { ...DEFAULT_RETRY_POLICY, baseDelayMs: 1 },
      })
      const operation = async (attempt: number): Promise<number> =>
        attempt === 1 ? Promise.reject(broken) : attempt
      expect(await policy.run(operation)).toBe(2)
    } finally {
      vi.useRealTimers()
    }
  })
})
