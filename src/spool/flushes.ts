import type { WaitingCall } from './waiting-call.ts'

interface Flush {
  readonly pending: Set<WaitingCall>
  /** The first failure; thrown when all other calls have been tried. */
  failure?: { readonly error: unknown }
  readonly resolve: () => void
  readonly reject: (error: unknown) => void
}

/** Who waits until calls are sent. */
export class Flushes {
  readonly #flushes = new Set<Flush>()

  /** @throws KustoSaverError why one of the calls could not be sent */
  wait(pending: Set<WaitingCall>): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#flushes.add({ pending, resolve, reject })
    })
  }

  isWaitedFor(calls: readonly WaitingCall[]): boolean {
    return [...this.#flushes].some(({ pending }) => calls.some((one) => pending.has(one)))
  }

  /** These calls were sent, or tried. */
  settle(done: readonly WaitingCall[]): void {
    for (const flush of this.#flushes) {
      for (const waiting of done) flush.pending.delete(waiting)
      if (flush.pending.size > 0) continue
      this.#flushes.delete(flush)
      if (flush.failure === undefined) flush.resolve()
      else flush.reject(flush.failure.error)
    }
  }

  /** Later calls of the thread wait with its failed group; other threads go on. */
  fail(calls: readonly WaitingCall[], error: unknown): void {
    for (const flush of this.#flushes) {
      if (calls.some((one) => flush.pending.has(one))) flush.failure ??= { error }
    }
    this.settle(calls)
  }
}
