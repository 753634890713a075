import type { Clock } from '../clock.ts'
import { KustoSaverError } from '../errors.ts'

/**
 * Longest time that {@link CallsUnderWay.close} waits. Calls have time budgets of their own, so
 * only a client that ignores its time-outs takes longer.
 */
const WAIT_MS = 60_000

/** The calls of one saver that have not settled; refuses further ones once it is closed. */
export class CallsUnderWay {
  readonly #clock: Clock
  #count = 0
  #isClosed = false
  #onIdle: (() => void) | undefined

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** @throws KustoSaverError `CLOSED` */
  refuseClosed(operation: string): void {
    if (!this.#isClosed) return
    throw new KustoSaverError('CLOSED', `${operation}() was called after the saver was closed.`, {
      operation,
    })
  }

  /**
   * Each `begin` needs one `end`: a callback would cost another promise for each call.
   *
   * @throws KustoSaverError `CLOSED`
   */
  begin(operation: string): void {
    this.refuseClosed(operation)
    this.#count += 1
  }

  end(): void {
    this.#count -= 1
    if (this.#count === 0) this.#onIdle?.()
  }

  /** Refuses further calls at once. Settles when those under way have, or after a minute. */
  async close(): Promise<void> {
    this.#isClosed = true
    if (this.#count === 0) return
    await new Promise<void>((resolve) => {
      const cancel = this.#clock.schedule(resolve, WAIT_MS)
      this.#onIdle = () => {
        cancel()
        resolve()
      }
    })
  }
}
