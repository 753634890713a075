import { CONNECTION_CODES, KustoError } from '../kusto-error.ts'

/**
 * A caller's place among the waiting ones. A caller that returns with the same place precedes all
 * later ones.
 */
export interface Place {
  readonly order: number
  /**
   * When to stop waiting if Kusto is throttling then; undefined for callers with their own
   * time-out.
   */
  readonly deadlineMs: number | undefined
  readonly signal: AbortSignal | undefined
}

interface Waiting {
  readonly place: Place
  readonly enter: () => void
  readonly refuse: (error: unknown) => void
}

/** Waiting callers, in the order of their places. */
export class WaitingLine {
  readonly #waiting: Waiting[] = []

  get length(): number {
    return this.#waiting.length
  }

  /**
   * Settles when {@link enterNext} reaches this caller.
   *
   * @throws KustoError `RequestAborted` when the caller's signal fires
   */
  async wait(place: Place): Promise<void> {
    const { signal } = place
    if (signal?.aborted === true) throw abortedWhileWaiting()
    let abort: () => void = doNothing
    try {
      await new Promise<void>((enter, refuse) => {
        const waiting = { place, enter, refuse }
        this.#insert(waiting)
        abort = () => {
          this.#remove(waiting)
          refuse(abortedWhileWaiting())
        }
        signal?.addEventListener('abort', abort, { once: true })
      })
    } finally {
      signal?.removeEventListener('abort', abort)
    }
  }

  /** False if nobody waits. */
  enterNext(): boolean {
    const next = this.#waiting.shift()
    next?.enter()
    return next !== undefined
  }

  /** Rejects callers whose time is over. */
  refuseOverdue(nowMs: number, error: unknown): void {
    const overdue = this.#waiting.filter(({ place }) => (place.deadlineMs ?? Infinity) <= nowMs)
    for (const waiting of overdue) {
      this.#remove(waiting)
      waiting.refuse(error)
    }
  }

  #insert(waiting: Waiting): void {
    const last = this.#waiting.at(-1)
    if (last === undefined || last.place.order <= waiting.place.order) {
      this.#waiting.push(waiting)
      return
    }
    const index = this.#waiting.findIndex(({ place }) => place.order > waiting.place.order)
    this.#waiting.splice(index, 0, waiting)
  }

  #remove(waiting: Waiting): void {
    const index = this.#waiting.indexOf(waiting)
    if (index !== -1) this.#waiting.splice(index, 1)
  }
}

function abortedWhileWaiting(): KustoError {
  return new KustoError('The request was aborted while it was waiting', {
    code: CONNECTION_CODES.aborted,
    permanent: true,
  })
}

function doNothing(): void {}
