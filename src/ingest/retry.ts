import { CONNECTION_CODES, KustoError } from '../kusto-error.ts'
import { type Clock, systemClock } from './clock.ts'

export interface RetryPolicy {
  /** How often a failed request is sent again. @default 3 */
  readonly retries: number
  /** Upper end of the first delay in milliseconds; it doubles with each retry. @default 200 */
  readonly baseDelayMs: number
  /** Upper end of any delay in milliseconds. @default 10000 */
  readonly maxDelayMs: number
  /** Milliseconds from the first request after which no further one is begun. @default 60000 */
  readonly retryBudgetMs: number
  readonly clock: Clock
  /** From 0 up to, not including, 1. */
  readonly random: () => number
}

export const DEFAULT_RETRY_POLICY: RetryPolicy = {
  retries: 3,
  baseDelayMs: 200,
  maxDelayMs: 10_000,
  retryBudgetMs: 60_000,
  clock: systemClock,
  random: Math.random,
}

export interface RetryOptions {
  /** Ends the waiting between two requests; a request under way is the operation's own to end. */
  readonly signal?: AbortSignal | undefined
  readonly onRetry?: (retry: {
    /** The attempt that failed, from 1. */
    readonly attempt: number
    readonly delayMs: number
    readonly error: KustoError
  }) => void
}

/**
 * Runs an operation until it succeeds, fails for good, or retries or budget are used up; then rejects with its last failure.
 * Only a {@link KustoError} that is not permanent is tried again. The delay is random between zero and an end that doubles
 * (full jitter); a `Retry-After` comes on top of it, cut to what is left of the budget.
 *
 * @param operation - is given the attempt's number, from 1
 * @throws KustoError the operation's, or `RequestAborted` when the signal fires before or between attempts
 */
export async function withRetry<T>(
  operation: (attempt: number) => Promise<T>,
  policy: RetryPolicy,
  options: RetryOptions = {},
): Promise<T> {
  const endMs = policy.clock.nowMs() + policy.retryBudgetMs
  for (let attempt = 1; ; attempt += 1) {
    refuseAborted(options.signal)
    try {
      return await operation(attempt)
    } catch (error) {
      const leftMs = endMs - policy.clock.nowMs()
      if (!isTransient(error) || attempt > policy.retries || leftMs <= 0) throw error
      const delayMs = Math.min(leftMs, delayBefore(attempt, error, policy))
      options.onRetry?.({ attempt, delayMs, error })
      await pause(delayMs, policy.clock, options.signal)
    }
  }
}

function isTransient(error: unknown): error is KustoError {
  return error instanceof KustoError && !error.permanent
}

function delayBefore(attempt: number, error: KustoError, policy: RetryPolicy): number {
  const endMs = Math.min(policy.maxDelayMs, policy.baseDelayMs * 2 ** (attempt - 1))
  return (error.retryAfterMs ?? 0) + policy.random() * endMs
}

async function pause(
  delayMs: number,
  clock: Clock,
  signal: AbortSignal | undefined,
): Promise<void> {
  await new Promise<void>((resolve) => {
    const finish = (): void => {
      cancel()
      signal?.removeEventListener('abort', finish)
      resolve()
    }
    const cancel = clock.schedule(finish, delayMs)
    signal?.addEventListener('abort', finish, { once: true })
  })
}

function refuseAborted(signal: AbortSignal | undefined): void {
  if (signal?.aborted !== true) return
  throw new KustoError('The request was aborted before it was sent again', {
    code: CONNECTION_CODES.aborted,
    permanent: true,
  })
}
