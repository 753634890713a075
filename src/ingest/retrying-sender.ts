import { KustoError } from '../kusto-error.ts'
import type { TableSchema } from '../tables/schema.ts'
import type { BatchInfo, BatchSender, IngestPath } from './batch-sender.ts'
import { ingestError } from '../kusto/saver-error.ts'
import type { Clock } from '../clock.ts'
import type { RequestPolicy } from '../kusto/request-policy.ts'
import type { BatchAttempt, BatchFailure, ObserverGuard } from './sink-observer.ts'

export interface SenderParts {
  readonly policy: RequestPolicy
  readonly clock: Clock
  readonly observer: ObserverGuard
}

export interface RetryingSenderParts extends SenderParts {
  readonly path: IngestPath
  /** Called once per batch; the function it returns is called once per attempt. */
  readonly newDelivery: (table: TableSchema, body: Uint8Array) => () => Promise<void>
}

/** Sends one batch over one path with retries, and reports each attempt to the observer. */
export class RetryingSender implements BatchSender {
  readonly #parts: RetryingSenderParts

  constructor(parts: RetryingSenderParts) {
    this.#parts = parts
  }

  async send(table: TableSchema, body: Uint8Array, batch: BatchInfo): Promise<void> {
    const { path, policy } = this.#parts
    const deliver = this.#parts.newDelivery(table, body)
    let request: BatchAttempt = { table: table.name, batch, path, attempt: 0 }
    try {
      await policy.run(
        (attempt) => {
          request = { ...request, attempt }
          return this.#attempt(deliver, request)
        },
        { onRetry: ({ delayMs, error }) => this.#reportRetry(request, delayMs, error) },
      )
    } catch (error) {
      throw ingestError(error, { table: table.name, attempts: request.attempt })
    }
  }

  async #attempt(deliver: () => Promise<void>, request: BatchAttempt): Promise<void> {
    const { clock, observer } = this.#parts
    const startMs = clock.nowMs()
    observer.notify((to) => to.batchSent?.(request))
    try {
      await deliver()
    } catch (error) {
      const durationMs = clock.nowMs() - startMs
      observer.notify((to) =>
        to.batchFailed?.({ ...request, durationMs, failure: failureOf(error) }),
      )
      throw error
    }
    const durationMs = clock.nowMs() - startMs
    observer.notify((to) => to.batchAcknowledged?.({ ...request, durationMs }))
  }

  #reportRetry(request: BatchAttempt, delayMs: number, error: KustoError): void {
    const failure = failureOf(error)
    this.#parts.observer.notify((to) => to.batchRetried?.({ ...request, delayMs, failure }))
  }
}

function failureOf(error: unknown): BatchFailure {
  if (!(error instanceof KustoError)) {
    return { code: 'Bug', status: undefined, permanent: true, clientRequestId: undefined }
  }
  const { code, status, permanent, clientRequestId } = error
  return { code, status, permanent, clientRequestId }
}
