import { isKustoSaverError, KustoSaverError } from '../errors.ts'

/**
 * What a call promises when it settles: `durable`, that Kusto has acknowledged; `buffered`, that the rows are in a bounded buffer and
 * on their way (write-behind).
 */
export type WriteMode = 'durable' | 'buffered'

export interface BacklogWrite {
  readonly threadId: string
  readonly operation: string
  readonly acknowledged: Promise<void>
  /** Called when Kusto has acknowledged. */
  confirm(): void
  /** Takes back what made the write readable before it was acknowledged. */
  undo(): void
}

/**
 * Buffered writes on their way, and those that failed and that nobody has been told of.
 *
 * A write is *on its way* until it is acknowledged (then forgotten) or *failed*: then it is undone, and its error waits until the next
 * call of its thread, `flush()` or `close()` throws it, once. While it waits the thread takes no writes: what would follow might
 * build on what was lost.
 */
export class WriteBacklog {
  readonly #onTheirWay = new Set<Promise<void>>()
  readonly #failures = new Map<string, KustoSaverError>()
  readonly #onLost: ((failure: KustoSaverError) => void) | undefined
  #failed = 0

  /** @param onLost - told at once of a write that failed; must not throw */
  constructor(onLost?: (failure: KustoSaverError) => void) {
    this.#onLost = onLost
  }

  /** Threads with a failure that nobody has been told of. */
  get failedThreads(): number {
    return this.#failures.size
  }

  add(write: BacklogWrite): void {
    const watched = this.#watch(write).finally(() => this.#onTheirWay.delete(watched))
    this.#onTheirWay.add(watched)
  }

  /** @throws KustoSaverError the failure of an earlier buffered write of the thread, once */
  refuseFailed(threadId: string): void {
    const failure = this.#failures.get(threadId)
    if (failure === undefined) return
    this.#failures.delete(threadId)
    this.#failed = this.#failures.size === 0 ? 0 : this.#failed
    throw failure
  }

  /** Waits for all writes on their way. @throws KustoSaverError the first failure that nobody has been told of */
  async settle(): Promise<void> {
    await Promise.all(this.#onTheirWay)
    const [first] = this.#failures.values()
    if (first === undefined) return
    const threads = this.#failures.size
    const writes = this.#failed
    this.#failures.clear()
    this.#failed = 0
    throw lost(first, `${writes} buffered writes of ${threads} threads were lost. The first: `)
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
    this.#failed++
    if (!this.#failures.has(write.threadId)) this.#failures.set(write.threadId, failure)
    this.#onLost?.(failure)
  }
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
    attempts: error.attempts,
  })
}
