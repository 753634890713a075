import { setMaxListeners } from 'node:events'
import { systemClock } from '../clock.ts'
import { CONNECTION_CODES, KustoError } from '../kusto-error.ts'
import type { KustoClient } from '../kusto/kusto-client.ts'

/**
 * One deadline for all requests of a health check. When it passes, running requests are aborted and
 * their callers continue at once, even if the client ignores its signal.
 */
export class Deadline {
  readonly #aborter = new AbortController()
  readonly #endsAtMs: number
  readonly #passed: Promise<never>
  readonly #cancel: () => void
  #unanswered = 0

  constructor(timeoutMs: number) {
    // Dozens of requests share the signal; Node reports more than ten listeners as a leak.
    setMaxListeners(0, this.#aborter.signal)
    this.#endsAtMs = systemClock.nowMs() + timeoutMs
    let pass: (error: KustoError) => void = doNothing
    this.#passed = new Promise<never>((_resolve, reject) => {
      pass = reject
    })
    // The deadline may pass without a listener.
    this.#passed.catch(doNothing)
    this.#cancel = systemClock.schedule(() => {
      pass(noAnswerWithin(timeoutMs))
      this.#aborter.abort()
    }, timeoutMs)
  }

  /** Number of requests that got no answer in time. */
  get unanswered(): number {
    return this.#unanswered
  }

  /** Wraps a client so that every query and command has this deadline. */
  bound(client: KustoClient): KustoClient {
    return {
      query: (request) => this.#run(() => client.query({ ...request, ...this.#limits() })),
      command: (request) => this.#run(() => client.command({ ...request, ...this.#limits() })),
      ingest: (request) => client.ingest(request),
      enqueue: (request) => client.enqueue(request),
      close: () => client.close(),
    }
  }

  /** Clears the timer and aborts running requests. */
  end(): void {
    this.#cancel()
    this.#aborter.abort()
  }

  async #run<T>(send: () => Promise<T>): Promise<T> {
    try {
      return await Promise.race([this.#passed, send()])
    } catch (error) {
      // the client may notice the deadline first
      const isLate = error instanceof KustoError && error.code === CONNECTION_CODES.timeout
      if (isLate) this.#unanswered += 1
      throw error
    }
  }

  #limits(): { readonly signal: AbortSignal; readonly timeoutMs: number } {
    const leftMs = Math.max(1, Math.ceil(this.#endsAtMs - systemClock.nowMs()))
    return { signal: this.#aborter.signal, timeoutMs: leftMs }
  }
}

function noAnswerWithin(timeoutMs: number): KustoError {
  return new KustoError(`Kusto did not answer within ${timeoutMs} ms.`, {
    code: CONNECTION_CODES.timeout,
    permanent: false,
  })
}

function doNothing(): void {}
