import type { TableSchema } from '../tables/schema.ts'
import type { BatchInfo, BatchSender } from './batch-sender.ts'
import { streamingFailureKind } from './streaming-failure.ts'
import type { Clock } from '../clock.ts'
import { MAX_STREAMING_BYTES } from './sink-options.ts'

/**
 * How long streaming is not tried, as in Microsoft's Java client (Azure/azure-kusto-java,
 * DefaultManagedStreamingPolicy.kt).
 */
const THROTTLED_MS = 10_000
const SWITCHED_OFF_MS = 15 * 60_000

export interface ManagedSenderParts {
  readonly streaming: BatchSender
  readonly queued: BatchSender
  readonly clock: Clock
}

/**
 * Streaming ingestion, with queued ingestion for what cannot be streamed. The Azure SDK's own
 * managed client is not used: it retries permanent errors and then reports them as success
 * (azure-kusto-ingest 7.0.1, managedStreamingIngestClient.ts).
 *
 * Each table is in one of two states:
 *
 * - *streaming*: every batch of up to 4 MB is streamed, with the retries of that path. After a
 *   failure that is
 *   - *throttled*: the batch is queued, and the table is *queued* for 10 seconds;
 *   - *switched off* (no policy, or a cluster without streaming): the batch is queued, and the
 *     table is *queued* for 15 minutes;
 *   - *too large* for Kusto, or *transient* (time-outs, resets, 5xx): the batch is queued, the
 *     table stays *streaming*;
 *   - anything else is permanent and thrown. It is never queued: queued ingestion would accept the
 *     rows and lose them later.
 * - *queued*: every batch is queued. The first batch after the time is over is streamed again.
 *
 * If the streamed request was applied although it failed (a time-out, a reset), the batch is in the
 * table twice; readers take each row once.
 */
export class ManagedSender implements BatchSender {
  readonly #parts: ManagedSenderParts
  /** When each queued table may stream again; tables that are not listed are *streaming*. */
  readonly #queuedUntilMs = new Map<string, number>()

  constructor(parts: ManagedSenderParts) {
    this.#parts = parts
  }

  async send(table: TableSchema, body: Uint8Array, batch: BatchInfo): Promise<void> {
    if (this.#isQueued(table) || body.byteLength > MAX_STREAMING_BYTES) {
      await this.#parts.queued.send(table, body, batch)
      return
    }
    try {
      await this.#parts.streaming.send(table, body, batch)
    } catch (error) {
      const kind = streamingFailureKind(error)
      if (kind === 'permanent') throw error
      if (kind === 'throttled') this.#setQueued(table, THROTTLED_MS)
      if (kind === 'switched-off') this.#setQueued(table, SWITCHED_OFF_MS)
      await this.#parts.queued.send(table, body, batch)
    }
  }

  #isQueued(table: TableSchema): boolean {
    const untilMs = this.#queuedUntilMs.get(table.name)
    if (untilMs === undefined) return false
    if (this.#parts.clock.nowMs() < untilMs) return true
    this.#setStreaming(table)
    return false
  }

  #setQueued(table: TableSchema, forMs: number): void {
    const untilMs = this.#parts.clock.nowMs() + forMs
    // a throttled request that ends after another found streaming off must not shorten that time
    this.#queuedUntilMs.set(table.name, Math.max(untilMs, this.#queuedUntilMs.get(table.name) ?? 0))
  }

  #setStreaming(table: TableSchema): void {
    this.#queuedUntilMs.delete(table.name)
  }
}
