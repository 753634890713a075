import type { KustoClient } from '../kusto/kusto-client.ts'
import { KustoError } from '../kusto-error.ts'
import type { TableSchema } from '../store/schema.ts'
import type { BatchInfo, BatchSender } from './batch-sender.ts'
import { ingestError } from './classify.ts'
import type { ConcurrencyLimit } from './concurrency-limit.ts'
import { type RetryPolicy, withRetry } from './retry.ts'
import type { BatchAttempt, BatchFailure, ObserverGuard } from './sink-observer.ts'

export interface StreamingSenderParts {
  readonly client: Pick<KustoClient, 'ingest'>
  readonly limit: ConcurrencyLimit
  readonly policy: RetryPolicy
  readonly timeoutMs: number
  readonly observer: ObserverGuard
}

/**
 * Streaming ingestion of one batch, tried again while that may help. A request whose outcome is unknown is sent again byte for byte:
 * streaming has no token against duplicates (data-explorer/ingest-data-streaming.md), so readers take each row once.
 */
export class StreamingSender implements BatchSender {
  readonly #parts: StreamingSenderParts

  constructor(parts: StreamingSenderParts) {
    this.#parts = parts
  }

  async send(table: TableSchema, body: Uint8Array, batch: BatchInfo): Promise<void> {
    const { limit, policy } = this.#parts
    let request: BatchAttempt = { table: table.name, batch, attempt: 1 }
    try {
      await withRetry(
        async (attempt) => {
          request = { ...request, attempt }
          await limit.run(async () => this.#ingest(table, body, request))
        },
        policy,
        { onRetry: ({ delayMs, error }) => this.#tellRetry(request, delayMs, error) },
      )
    } catch (error) {
      throw ingestError(error, { table: table.name, attempts: request.attempt })
    }
  }

  async #ingest(table: TableSchema, body: Uint8Array, request: BatchAttempt): Promise<void> {
    const { client, policy, timeoutMs, observer } = this.#parts
    const startMs = policy.clock.nowMs()
    observer.tell((to) => to.batchSent?.(request))
    try {
      await client.ingest({ table: table.name, mapping: table.mapping, body, timeoutMs })
    } catch (error) {
      const durationMs = policy.clock.nowMs() - startMs
      observer.tell((to) => to.batchFailed?.({ ...request, durationMs, failure: failureOf(error) }))
      throw error
    }
    const durationMs = policy.clock.nowMs() - startMs
    observer.tell((to) => to.batchAcknowledged?.({ ...request, durationMs }))
  }

  #tellRetry(request: BatchAttempt, delayMs: number, error: KustoError): void {
    const failure = failureOf(error)
    this.#parts.observer.tell((to) => to.batchRetried?.({ ...request, delayMs, failure }))
  }
}

function failureOf(error: unknown): BatchFailure {
  if (!(error instanceof KustoError)) return { code: 'Bug', status: undefined, permanent: true }
  return { code: error.code, status: error.status, permanent: error.permanent }
}
