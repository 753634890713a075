import { errorClass } from '../error-class.ts'
import type { BatchInfo } from './batch-sender.ts'
import type { IngestPath } from './batch-sender.ts'

/** Waiting rows of one table, without those being sent. */
export interface QueueDepth {
  readonly table: string
  readonly rows: number
  readonly bytes: number
  /** Arrival of the oldest one by the sink's clock; undefined if none waits. */
  readonly oldestAtMs: number | undefined
}

/** One request; all its events carry the same `batch` object. */
export interface BatchAttempt {
  readonly table: string
  readonly batch: BatchInfo
  readonly path: IngestPath
  /** 1 for the first request over this path. */
  readonly attempt: number
}

export interface BatchFailure {
  readonly code: string
  readonly status: number | undefined
  readonly permanent: boolean
  readonly clientRequestId: string | undefined
}

/** Events of the write path. Called synchronously within every write: be quick, do not block. */
export interface SinkObserver {
  /**
   * Called inside each write. `BatchInfo.contexts` contains the results, so that a batch can be
   * linked to its writes.
   */
  callerContext?(): unknown
  queueChanged?(depth: QueueDepth): void
  /** A write found the buffer full and waits. */
  writeBlocked?(write: {
    readonly table: string
    readonly rows: number
    readonly bytes: number
  }): void
  /** A write that had waited has its place in the buffer, or has failed. */
  writeUnblocked?(wait: { readonly waitedMs: number }): void
  /** Rows leave the buffer together; the oldest of them has waited for so long. */
  batchClosed?(batch: { readonly waitedMs: number }): void
  /** A request had waited while as many as may be were under way. */
  turnCame?(waitedMs: number): void
  batchSent?(request: BatchAttempt): void
  batchAcknowledged?(request: BatchAttempt & { readonly durationMs: number }): void
  batchFailed?(
    request: BatchAttempt & { readonly durationMs: number; readonly failure: BatchFailure },
  ): void
  /** The batch will be retried after the delay. */
  batchRetried?(
    request: BatchAttempt & { readonly delayMs: number; readonly failure: BatchFailure },
  ): void
  /**
   * Kusto answered 429 and the limit fell: at most `limit` requests run from now on, until
   * successes raise it.
   */
  throttled?(limit: number): void
}

/** Wraps an observer so that nothing it throws gets through. */
export class ObserverGuard {
  readonly #observer: SinkObserver
  #hasWarned = false

  constructor(observer: SinkObserver = {}) {
    this.#observer = observer
  }

  callerContext(): unknown {
    try {
      return this.#observer.callerContext?.()
    } catch (error) {
      this.#warn(error)
      return undefined
    }
  }

  notify(event: (observer: SinkObserver) => void): void {
    try {
      event(this.#observer)
    } catch (error) {
      this.#warn(error)
    }
  }

  #warn(error: unknown): void {
    if (this.#hasWarned) return
    this.#hasWarned = true
    process.emitWarning(
      `The observer of the write path threw (${errorClass(error)}). Writes continue. This warning appears once.`,
      'KustoSaverWarning',
    )
  }
}
