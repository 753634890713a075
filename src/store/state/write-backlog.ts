import { isKustoSaverError, KustoSaverError } from '../../errors.ts'
import { BufferedOrder } from './buffered-order.ts'
import { LostCheckpoints } from './lost-checkpoints.ts'

/**
 * What a settled call guarantees. `durable`: Kusto has acknowledged the rows. `buffered`: the rows
 * are in a bounded buffer and being sent (write-behind). `spooled`: the rows are on the local disk,
 * from where they are sent.
 */
export type WriteMode = 'durable' | 'buffered' | 'spooled'

export interface BacklogWrite {
  readonly threadId: string
  readonly operation: string
  readonly acknowledged: Promise<void>
  /** Called when Kusto has acknowledged. */
  confirm(): void
  /** Reverts what made the write readable before it was acknowledged. */
  undo(): void
}

interface ThreadFailure {
  /** The thread's first failure. */
  readonly error: KustoSaverError
  readonly writes: number
}

/**
 * Maximum number of threads whose errors are kept: an error with its stack takes several KB, and an
 * outage may affect any number of threads.
 */
const MAX_FAILED_THREADS = 1000

/**
 * Buffered writes being sent, and failed ones that no call has reported yet.
 *
 * A write is *on its way* until it is acknowledged (then forgotten) or *failed*. A failed write is
 * reverted, and the next call of its thread, `flush()` or `close()` throws its error once. Writes
 * accepted after it that build on it fail with it ({@link BufferedOrder}), and later ones that
 * build on it are rejected ({@link LostCheckpoints}). Beyond {@link MAX_FAILED_THREADS} threads
 * failures are only counted, and the next call of any thread, `flush()` or `close()` throws the
 * count.
 */
export class WriteBacklog {
  /** Lost checkpoints that nothing may build on. */
  readonly lost: LostCheckpoints = new LostCheckpoints()
  /** The sending order of writes. */
  readonly order: BufferedOrder = new BufferedOrder()
  readonly #onTheirWay = new Set<Promise<void>>()
  readonly #failures = new Map<string, ThreadFailure>()
  readonly #onLost: ((failure: KustoSaverError) => void) | undefined
  /** Failures of threads beyond the kept ones. */
  #rest: ThreadFailure | undefined

  /** @param onLost - called at once for a failed write; must not throw */
  constructor(onLost?: (failure: KustoSaverError) => void) {
    this.#onLost = onLost
  }

  /** Number of threads with an unreported failure; those that are only counted are one. */
  get failedThreads(): number {
    return this.#failures.size + (this.#rest === undefined ? 0 : 1)
  }

  add(write: BacklogWrite): void {
    const watched = this.#watch(write).finally(() => this.#onTheirWay.delete(watched))
    this.#onTheirWay.add(watched)
  }

  /**
   * @throws KustoSaverError the failure of an earlier buffered write of the thread, or the count of
   *   those not kept; each once
   */
  refuseFailed(threadId: string): void {
    const failure = this.#failures.get(threadId)
    if (failure !== undefined) {
      this.#failures.delete(threadId)
      throw failure.error
    }
    const rest = this.#rest
    if (rest === undefined) return
    this.#rest = undefined
    throw lost(
      rest.error,
      `${rest.writes} buffered writes were lost that are no longer listed by thread, perhaps some of this thread. This call did nothing. The first: `,
    )
  }

  /**
   * Waits for all writes being sent.
   * @throws KustoSaverError the first unreported failure
   */
  async settle(): Promise<void> {
    await Promise.all(this.#onTheirWay)
    const rest = this.#rest
    const failures = [...this.#failures.values(), ...(rest === undefined ? [] : [rest])]
    const [first] = failures
    if (first === undefined) return
    const writes = failures.reduce((sum, failure) => sum + failure.writes, 0)
    const threads = `${rest === undefined ? '' : 'more than '}${this.#failures.size}`
    this.#failures.clear()
    this.#rest = undefined
    throw lost(
      first.error,
      `${writes} buffered writes of ${threads} threads were lost. The first: `,
    )
  }

  /** Never rejects. */
  async #watch(write: BacklogWrite): Promise<void> {
    try {
      await write.acknowledged
    } catch (error) {
      this.#fail(write, failureOf(write, error))
      return
    }
    write.confirm()
  }

  #fail(write: BacklogWrite, failure: KustoSaverError): void {
    write.undo()
    const known = this.#failures.get(write.threadId)
    if (known !== undefined || this.#failures.size < MAX_FAILED_THREADS) {
      this.#failures.set(write.threadId, oneMore(known, failure))
    } else {
      this.#rest = oneMore(this.#rest, failure)
    }
    this.#onLost?.(failure)
  }
}

function oneMore(known: ThreadFailure | undefined, error: KustoSaverError): ThreadFailure {
  return { error: known?.error ?? error, writes: (known?.writes ?? 0) + 1 }
}

function failureOf(write: BacklogWrite, error: unknown): KustoSaverError {
  const cause = isKustoSaverError(error)
    ? error
    : new KustoSaverError('INGEST_REJECTED', error instanceof Error ? error.name : 'unknown')
  return lost(cause, `An earlier buffered ${write.operation}() of this thread was lost: `, write)
}

function lost(error: KustoSaverError, before: string, write?: BacklogWrite): KustoSaverError {
  return new KustoSaverError(error.code, before + error.message, {
    retryable: error.retryable,
    operation: write?.operation ?? error.operation,
    threadId: write?.threadId ?? error.threadId,
    table: error.table,
    kustoCode: error.kustoCode,
    httpStatus: error.httpStatus,
    activityId: error.activityId,
    clientRequestId: error.clientRequestId,
    attempts: error.attempts,
  })
}
