import { CONNECTION_CODES, KustoError } from '../kusto-error.ts'
import { isOverloaded } from './saver-error.ts'
import type { Clock } from '../clock.ts'
import type { ConcurrencyLimit } from './concurrency-limit.ts'
import { retryDelayMs, type RetryPolicy } from './retry-policy.ts'

export interface RequestPolicyParts {
  readonly limit: ConcurrencyLimit
  readonly retry: RetryPolicy
}

export interface PolicyOptions {
  /**
   * Stops waiting for a slot and between two attempts; the operation itself ends a running attempt.
   */
  readonly signal?: AbortSignal | undefined
  /** Goes before all waiting requests. */
  readonly isUrgent?: boolean | undefined
  readonly onRetry?: (retry: {
    /** The failed attempt, from 1. */
    readonly attempt: number
    readonly delayMs: number
    readonly error: KustoError
  }) => void
}

/**
 * How reads, writes and commands behave when Kusto is busy or unavailable.
 *
 * - A request waits while too many are running ({@link ConcurrencyLimit}).
 * - A *failed* request is retried up to `retries` times, with growing delays. It holds no slot
 *   while it waits.
 * - A *throttled* request (429, 503) waits for its turn and is retried until the time budget ends.
 *   It does not count as a failure.
 * - A permanent failure is never retried.
 */
export class RequestPolicy {
  readonly #parts: RequestPolicyParts

  constructor(parts: RequestPolicyParts) {
    this.#parts = parts
  }

  get limit(): ConcurrencyLimit {
    return this.#parts.limit
  }

  /**
   * @param operation - gets the attempt's number, from 1; called when the request has a slot
   * @throws KustoError the operation's last one, or `RequestAborted` if the signal fires before or
   *   between attempts
   */
  async run<T>(
    operation: (attempt: number) => Promise<T>,
    { signal, isUrgent, onRetry }: PolicyOptions = {},
  ): Promise<T> {
    const { limit, retry } = this.#parts
    const { clock, retries, retryBudgetMs } = retry
    let endMs = clock.nowMs() + retryBudgetMs
    const place = limit.place({ deadlineMs: endMs, signal, isUrgent })
    let attempt = 0
    let failures = 0
    const send = async (): Promise<T> => {
      attempt += 1
      // Waiting for other calls does not use up a call's own retries.
      if (attempt === 1) endMs = clock.nowMs() + retryBudgetMs
      return operation(attempt)
    }
    for (;;) {
      refuseAborted(signal)
      try {
        return await limit.run(send, place)
      } catch (error) {
        const leftMs = endMs - clock.nowMs()
        if (!isTransient(error) || attempt === 0 || leftMs <= 0) throw error
        const isThrottled = isOverloaded(error)
        if (!isThrottled || retry.countsThrottling) failures += 1
        if (failures > retries) throw error
        if (isThrottled) {
          onRetry?.({ attempt, delayMs: limit.pauseMs, error })
          continue
        }
        const wantedMs = (error.retryAfterMs ?? 0) + retryDelayMs(failures, retry)
        const delayMs = Math.min(leftMs, wantedMs)
        onRetry?.({ attempt, delayMs, error })
        await pause(delayMs, clock, signal)
      }
    }
  }
}

function isTransient(error: unknown): error is KustoError {
  return error instanceof KustoError && !error.permanent
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
  throw new KustoError('The request was aborted before a retry', {
    code: CONNECTION_CODES.aborted,
    permanent: true,
  })
}
