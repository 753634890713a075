import * as fc from 'fast-check'
import { describe, expect, it, vi } from 'vitest'
import {
  DEFAULT_RETRY_POLICY,
  type RetryOptions,
  type RetryPolicy,
  withRetry,
} from '../../src/ingest/retry.ts'
import { CONNECTION_CODES, KustoError } from '../../src/kusto-error.ts'
import { FakeClock } from './support/fake-clock.ts'
import { settleTurn } from './support/settle-turn.ts'

const busy = new KustoError('busy', { code: 'Busy', status: 503, permanent: false })
const reset = new KustoError('gone', { code: CONNECTION_CODES.reset, permanent: false })
const refused = new KustoError('no', { code: 'General_BadRequest', status: 400, permanent: true })
const askedToWait = (retryAfterMs: number): KustoError =>
  new KustoError('wait', { code: 'TooManyRequests', status: 429, permanent: false, retryAfterMs })

function setUp(overrides: Partial<RetryPolicy> = {}) {
  const clock = new FakeClock()
  const policy = { ...DEFAULT_RETRY_POLICY, clock, random: () => 0.5, ...overrides }
  return { clock, policy }
}

/** Runs to the end, firing each timer as it comes up. */
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

describe('withRetry', () => {
  it('gives the first success', async () => {
    const { clock, policy } = setUp()
    const operation = vi.fn<(attempt: number) => Promise<unknown>>(async (attempt) => {
      if (attempt < 3) throw attempt === 1 ? busy : reset
      return 'answer'
    })
    expect(await runThrough(clock, withRetry(operation, policy))).toBe('answer')
    expect(operation.mock.calls).toEqual([[1], [2], [3]])
  })

  it('starts the first attempt before it gives control back', () => {
    const { policy } = setUp()
    const operation = vi.fn<() => Promise<unknown>>(async () => 1)
    void withRetry(operation, policy)
    expect(operation).toHaveBeenCalledTimes(1)
  })

  it('gives up with the last failure when the retries are used up', async () => {
    const { clock, policy } = setUp({ retries: 2 })
    const failures = [busy, reset, askedToWait(1)]
    const operation = vi.fn<(attempt: number) => Promise<unknown>>(async (attempt) => {
      throw failures[attempt - 1] ?? new Error('one too many')
    })
    expect(await runThrough(clock, withRetry(operation, policy))).toBe(failures[2])
  })

  it.each([refused, new Error('a bug'), 'text'])('does not repeat %s', async (failure) => {
    const { clock, policy } = setUp()
    const operation = vi.fn<() => Promise<unknown>>(async () => {
      throw failure
    })
    expect(await runThrough(clock, withRetry(operation, policy))).toBe(failure)
    expect(operation).toHaveBeenCalledTimes(1)
  })

  it('doubles the upper end of the delay, up to the most', async () => {
    const { clock, policy } = setUp({ retries: 5, baseDelayMs: 100, maxDelayMs: 500 })
    await runThrough(
      clock,
      withRetry(async () => Promise.reject(busy), policy),
    )
    expect(clock.delays).toEqual([50, 100, 200, 250, 250])
  })

  it('spreads delays over the whole range', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
        async (random) => {
          const { clock, policy } = setUp({ retries: 1, baseDelayMs: 100, random: () => random })
          await runThrough(
            clock,
            withRetry(async () => Promise.reject(busy), policy),
          )
          expect(clock.delays).toEqual([random * 100])
        },
      ),
      { numRuns: 30 },
    )
  })

  it('waits what Retry-After asks for, and a random delay on top', async () => {
    const { clock, policy } = setUp({ retries: 1, baseDelayMs: 100 })
    await runThrough(
      clock,
      withRetry(async () => Promise.reject(askedToWait(2_000)), policy),
    )
    expect(clock.delays).toEqual([2_050])
  })

  it('cuts Retry-After to what is left of the budget', async () => {
    const { clock, policy } = setUp({ retries: 3, retryBudgetMs: 5_000 })
    const operation = vi.fn<() => Promise<unknown>>(async () =>
      Promise.reject(askedToWait(600_000)),
    )
    await runThrough(clock, withRetry(operation, policy))
    expect(clock.delays).toEqual([5_000])
    expect(operation).toHaveBeenCalledTimes(2)
  })

  it('begins no attempt after the budget, however many retries are left', async () => {
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
            throw busy
          }
          await runThrough(clock, withRetry(operation, policy))
          expect(Math.max(...begunMs)).toBeLessThanOrEqual(retryBudgetMs)
          expect(begunMs.length).toBeLessThanOrEqual(retries + 1)
        },
      ),
      { numRuns: 50 },
    )
  })

  it('tells of each retry', async () => {
    const { clock, policy } = setUp({ retries: 1, baseDelayMs: 100 })
    const onRetry = vi.fn<NonNullable<RetryOptions['onRetry']>>()
    await runThrough(
      clock,
      withRetry(async () => Promise.reject(busy), policy, { onRetry }),
    )
    expect(onRetry.mock.calls).toEqual([[{ attempt: 1, delayMs: 50, error: busy }]])
  })

  it('begins nothing when the signal has fired', async () => {
    const { policy } = setUp()
    const operation = vi.fn<() => Promise<unknown>>(async () => 1)
    const work = withRetry(operation, policy, { signal: AbortSignal.abort() })
    await expect(work).rejects.toMatchObject({ code: 'RequestAborted', permanent: true })
    expect(operation).not.toHaveBeenCalled()
  })

  it('stops waiting when the signal fires, and leaves no timer and no listener', async () => {
    const { clock, policy } = setUp()
    const controller = new AbortController()
    const remove = vi.spyOn(controller.signal, 'removeEventListener')
    const operation = vi.fn<() => Promise<unknown>>(async () => Promise.reject(busy))
    const work = runThrough(
      new FakeClock(),
      withRetry(operation, policy, { signal: controller.signal }),
    )
    await settleTurn()
    expect(clock.pendingTimers).toBe(1)
    controller.abort()
    expect(await work).toMatchObject({ code: 'RequestAborted' })
    expect(operation).toHaveBeenCalledTimes(1)
    expect(clock.pendingTimers).toBe(0)
    expect(remove).toHaveBeenCalledTimes(1)
  })

  it('goes on under fake timers that were installed after the module was loaded', async () => {
    vi.useFakeTimers()
    try {
      const policy = { ...DEFAULT_RETRY_POLICY, baseDelayMs: 1 }
      const operation = async (attempt: number): Promise<number> =>
        attempt === 1 ? Promise.reject(busy) : attempt
      expect(await withRetry(operation, policy)).toBe(2)
    } finally {
      vi.useRealTimers()
    }
  })
})
