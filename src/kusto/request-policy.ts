import { CONNECTION_CODES, KustoError } from '../kusto-error.ts'
import { needsRoom } from './saver-error.ts'
import type { Clock } from '../clock.ts'
import type { ConcurrencyLimit } from './concurrency-limit.ts'
import { retryDelayMs, type RetryPolicy } from './retry-policy.ts'

export interface RequestPolicyParts {
  readonly limit: ConcurrencyLimit
  readonly retry: RetryPolicy
}

export interface PolicyOptions {
  /**
   * Ends the waiting for a turn and between two requests; a request under way is the operation's
   * own to end.
   */
  readonly signal?: AbortSignal | undefined
  /** Goes before all that wait for their turn. */
  readonly isUrgent?: boolean | undefined
  readonly onRetry?: (retry: {
    /** The attempt that failed, from 1. */
    readonly attempt: number
    readonly delayMs: number
    readonly error: KustoError
  }) => void
}

/**
 * How requests meet a Kusto that is busy or away, for reads, writes and commands alike.
 *
 * - A request waits for its turn when too many are under way ({@link ConcurrencyLimit}).
 * - A *failed* request is sent again up to `retries` times, after delays that grow. It holds no
 *   turn while it waits.
 * - A *throttled* request (429, 503) waits for room and goes again until the time budget ends; it
 *   is not counted as a failure.
 * - A permanent failure is never sent again.
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
   * @param operation - is given the attempt's number, from 1; it is not called before the request
   * has its turn
   * @throws KustoError the operation's last one, or `RequestAborted` when the signal fires before
   * or between attempts
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
      // What a call waits for others does not cost it its own retries.
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
        const isThrottled = needsRoom(error)
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
