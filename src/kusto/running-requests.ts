import { CONNECTION_CODES, KustoError } from '../kusto-error.ts'
import type { RequestOptions } from './kusto-client.ts'
import { readFailure } from './read-failure.ts'
import { LONGEST_TIMER_MS } from '../longest-timer.ts'

/**
 * The running requests. Each one settles at the latest when its caller aborts, its time is over or
 * all are stopped, whatever the SDK is doing (getting a token, looking up the cloud, waiting for an
 * answer).
 */
export class RunningRequests {
  readonly #marginMs: number
  readonly #stops = new Set<(reason: KustoError) => void>()
  #stopped: KustoError | undefined

  /**
   * @param marginMs - additional time after the server's time-out, so that its answer can arrive
   */
  constructor(marginMs: number) {
    this.#marginMs = marginMs
  }

  /**
   * @param send - gets a signal that fires when its result is no longer needed
   * @throws KustoError the error of `send`
   */
  async run<T>(options: RequestOptions, send: (signal: AbortSignal) => Promise<T>): Promise<T> {
    if (this.#stopped !== undefined) throw this.#stopped
    if (options.signal?.aborted === true) throw aborted()
    const { signal, ended, release } = this.#watch(options)
    try {
      return await Promise.race([ended, send(signal)])
    } catch (error) {
      throw readFailure(error)
    } finally {
      release()
    }
  }

  /** Rejects all running and future requests. */
  stop(reason: KustoError): void {
    this.#stopped = reason
    for (const stop of this.#stops) stop(reason)
  }

  #watch({ signal, timeoutMs }: RequestOptions): Watch {
    const controller = new AbortController()
    const stop = (reason: KustoError): void => controller.abort(reason)
    const onAbort = (): void => stop(aborted())
    const timer =
      timeoutMs === undefined
        ? undefined
        : setTimeout(() => stop(timedOut(timeoutMs)), timerDelay(timeoutMs + this.#marginMs))
    signal?.addEventListener('abort', onAbort, { once: true })
    this.#stops.add(stop)
    const release = (): void => {
      clearTimeout(timer)
      signal?.removeEventListener('abort', onAbort)
      this.#stops.delete(stop)
    }
    return { signal: controller.signal, ended: rejection(controller.signal), release }
  }
}

interface Watch {
  readonly signal: AbortSignal
  /** Rejects with the reason as soon as the signal fires. */
  readonly ended: Promise<never>
  readonly release: () => void
}

function rejection(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    signal.addEventListener('abort', () => reject(readFailure(signal.reason)), { once: true })
  })
}

function timerDelay(delayMs: number): number {
  return Math.min(delayMs, LONGEST_TIMER_MS)
}

function aborted(): KustoError {
  return new KustoError('The request was aborted by its caller.', {
    code: CONNECTION_CODES.aborted,
    permanent: true,
  })
}

function timedOut(timeoutMs: number): KustoError {
  return new KustoError(`Kusto did not answer within ${timeoutMs} ms.`, {
    code: CONNECTION_CODES.timeout,
    permanent: false,
  })
}
