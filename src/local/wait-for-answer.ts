import { CONNECTION_CODES, KustoError } from '../kusto-error.ts'
import { InjectedFault } from './emulation/faults/injected-fault.ts'
import { LONGEST_TIMER_MS } from '../longest-timer.ts'

export interface WaitOptions {
  readonly timeoutMs?: number | undefined
  readonly signal?: AbortSignal | undefined
}

/**
 * The running requests of one client. As over HTTP, each settles at the latest when its caller
 * aborts, its time is over, or the client is closed, whatever the engine does.
 */
export class AnswersAwaited {
  readonly #ends = new Set<(reason: KustoError) => void>()

  async wait<T>(answer: Promise<T>, options: WaitOptions): Promise<T> {
    const { ended, release } = this.#watch(options)
    try {
      return await Promise.race([ended, answer.catch(waitOutSilence)])
    } finally {
      release()
    }
  }

  stop(): void {
    for (const end of this.#ends) end(clientClosed())
  }

  #watch({ timeoutMs, signal }: WaitOptions): Watch {
    const undo: (() => void)[] = []
    const ended = new Promise<never>((_, reject) => {
      const onAbort = (): void => reject(aborted())
      signal?.addEventListener('abort', onAbort, { once: true })
      this.#ends.add(reject)
      undo.push(() => {
        signal?.removeEventListener('abort', onAbort)
        this.#ends.delete(reject)
      })
      if (timeoutMs === undefined) return
      const delayMs = Math.min(timeoutMs, LONGEST_TIMER_MS)
      const timer = setTimeout(() => reject(timedOut(timeoutMs)), delayMs)
      undo.push(() => clearTimeout(timer))
    })
    const release = (): void => {
      for (const step of undo) step()
    }
    return { ended, release }
  }
}

interface Watch {
  readonly ended: Promise<never>
  readonly release: () => void
}

function waitOutSilence(error: unknown): Promise<never> {
  if (error instanceof InjectedFault && error.delivery === 'hang') return new Promise(() => {})
  throw error
}

export function aborted(): KustoError {
  return new KustoError('The request was aborted.', {
    code: CONNECTION_CODES.aborted,
    permanent: true,
  })
}

export function clientClosed(): KustoError {
  return new KustoError('The client is closed.', {
    code: CONNECTION_CODES.closed,
    permanent: true,
  })
}

function timedOut(timeoutMs: number): KustoError {
  return new KustoError(`Kusto did not answer within ${timeoutMs} ms.`, {
    code: CONNECTION_CODES.timeout,
    permanent: false,
  })
}
