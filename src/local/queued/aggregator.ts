import { KustoError } from '../../kusto-error.ts'
import type { EngineClock } from '../clock/engine-clock.ts'
import type { Workspace } from '../workspace/workspace.ts'
import { batchingPolicy, type BatchingPolicy } from './batching-policy.ts'
import { failed, ingestBatch } from './ingest-batch.ts'
import { IngestByTags } from './ingest-by-tags.ts'
import { IngestionFailures, type IngestionFailure } from './ingestion-failures.ts'
import { type PendingSource, PendingSources } from './pending-sources.ts'
import type { QueuedOutcome, QueuedSource } from './queued-source.ts'

/** Kusto retries for up to 48 hours (data-explorer/ingest-data-overview.md). */
const MAX_TRIES_MS = 48 * 3_600_000
const FIRST_RETRY_MS = 10_000
const LONGEST_RETRY_MS = 300_000

export interface AggregatorParts {
  readonly workspace: Pick<Workspace, 'db' | 'catalog' | 'appender' | 'changes' | 'nowTicks'>
  readonly clock: EngineClock
}

/** An ended source; `.show ingestion failures` shows its `failure`. */
export interface EndedSource {
  readonly outcome: QueuedOutcome
  readonly failure: IngestionFailure | undefined
}

export type EndListener = (ended: EndedSource) => void

interface OpenBatch {
  readonly sources: PendingSource[]
  readonly policy: BatchingPolicy
  rawBytes: number
  cancelTimer: () => void
}

/**
 * The data-management side of queued ingestion: batches sources by table and ingests them together.
 *
 * A source passes through these states:
 *
 * - *pending*: committed to SQLite when {@link add} returns, so a new process on the same file
 *   resumes it. It waits in the open batch of its table. The table's ingestionbatching policy
 *   (kusto/management/batching-policy.md) seals the batch: when the time since its first source is
 *   over, by the number or raw size of its sources, or at once by `flushImmediately`. A source with
 *   an `ingest-by` tag or `ingestIfNotExists` is its own sealed batch, as on a cluster.
 * - *sealed*: stored in the table in one transaction that also ends the pending state, so that
 *   after a crash either both are done or neither.
 * - *ended*: succeeded, skipped, or failed permanently and listed in `.show ingestion failures`. A
 *   batch with a transient failure is pending again and retried with growing delays for 48 hours.
 */
export class Aggregator {
  readonly #parts: AggregatorParts
  readonly #pending: PendingSources
  readonly #tags: IngestByTags
  readonly #failures: IngestionFailures
  readonly #batches = new Map<string, OpenBatch>()
  readonly #retries = new Set<() => void>()
  readonly #listeners = new Set<EndListener>()

  constructor(parts: AggregatorParts) {
    this.#parts = parts
    const { db } = parts.workspace
    this.#pending = new PendingSources(db)
    this.#tags = new IngestByTags(db)
    this.#failures = new IngestionFailures(db)
    for (const pending of this.#pending.all()) this.#gather(pending)
  }

  /** When it returns, the source is stored; its errors appear later as failures. */
  add(source: QueuedSource, body: Uint8Array): void {
    this.#gather(this.#pending.add(source, body, this.#parts.clock.nowMs()))
  }

  /** Records a source that could not even be fetched. */
  fail(outcome: Extract<QueuedOutcome, { status: 'failed' }>): void {
    this.#notify(this.#noted([outcome]))
  }

  onEnd(listener: EndListener): () => void {
    this.#listeners.add(listener)
    return () => {
      this.#listeners.delete(listener)
    }
  }

  /** Stops the timers; pending sources stay in SQLite. */
  close(): void {
    for (const batch of this.#batches.values()) batch.cancelTimer()
    for (const cancel of this.#retries) cancel()
    this.#batches.clear()
    this.#retries.clear()
  }

  #gather(pending: PendingSource): void {
    if (isTagged(pending.source)) {
      this.#ingest([pending], FIRST_RETRY_MS)
      return
    }
    const { key, batch } = this.#openBatch(pending)
    batch.sources.push(pending)
    batch.rawBytes += pending.source.rawBytes
    const isFull =
      batch.sources.length >= batch.policy.maxItems || batch.rawBytes >= batch.policy.maxRawBytes
    if (isFull || pending.source.flushImmediately === true) this.#seal(key, batch)
  }

  #openBatch(first: PendingSource): { key: string; batch: OpenBatch } {
    const key = JSON.stringify([first.source.database.toLowerCase(), first.source.table])
    const open = this.#batches.get(key)
    if (open !== undefined) return { key, batch: open }
    const { clock } = this.#parts
    const policy = this.#policyOf(first.source)
    const dueMs = first.enqueuedAtMs + policy.maxDelayMs
    const batch: OpenBatch = { sources: [], policy, rawBytes: 0, cancelTimer: () => undefined }
    batch.cancelTimer = clock.schedule(() => this.#seal(key, batch), dueMs - clock.nowMs())
    this.#batches.set(key, batch)
    return { key, batch }
  }

  /** A missing table has the default policy; it may exist when the batch is sealed. */
  #policyOf({ database: name, table: tableName }: QueuedSource): BatchingPolicy {
    const database = this.#parts.workspace.catalog.find(name)
    const table = database?.tables.get(tableName)
    return batchingPolicy([
      ...(table === undefined ? [] : [table]),
      ...(database === undefined ? [] : [database.entity]),
    ])
  }

  #seal(key: string, batch: OpenBatch): void {
    batch.cancelTimer()
    this.#batches.delete(key)
    this.#ingest(batch.sources, FIRST_RETRY_MS)
  }

  #ingest(batch: readonly PendingSource[], retryMs: number): void {
    const parts = { workspace: this.#parts.workspace, pending: this.#pending, tags: this.#tags }
    try {
      this.#end(batch, () => ingestBatch(parts, batch))
    } catch (error) {
      this.#ingestFailed(batch, error, retryMs)
    }
  }

  #ingestFailed(batch: readonly PendingSource[], error: unknown, retryMs: number): void {
    const nowMs = this.#parts.clock.nowMs()
    const isPassing = !(error instanceof KustoError && error.permanent)
    const isOver = (pending: PendingSource): boolean =>
      !isPassing || nowMs - pending.enqueuedAtMs >= MAX_TRIES_MS
    const over = batch.filter(isOver)
    const retried = batch.filter((pending) => !isOver(pending))
    try {
      this.#end(over, () => over.map(({ source }) => failed(source, error)))
    } catch {
      // not even the failure could be written, because the file is locked or the disk is full
      retried.push(...over)
    }
    if (retried.length > 0) this.#retryLater(retried, retryMs)
  }

  /** Runs `work` and ends the pending state of sources in one transaction, then reports them. */
  #end(batch: readonly PendingSource[], work: () => readonly QueuedOutcome[]): void {
    const ended = this.#parts.workspace.changes.apply(() => {
      const outcomes = work()
      for (const pending of batch) this.#pending.remove(pending)
      return this.#noted(outcomes)
    })
    this.#notify(ended)
  }

  #retryLater(batch: readonly PendingSource[], retryMs: number): void {
    const cancel = this.#parts.clock.schedule(() => {
      this.#retries.delete(cancel)
      this.#ingest(batch, Math.min(LONGEST_RETRY_MS, retryMs * 2))
    }, retryMs)
    this.#retries.add(cancel)
  }

  #noted(outcomes: readonly QueuedOutcome[]): readonly EndedSource[] {
    const nowTicks = this.#parts.workspace.nowTicks()
    return outcomes.map((outcome) => ({
      outcome,
      failure: outcome.status === 'failed' ? this.#failures.add(outcome, nowTicks) : undefined,
    }))
  }

  #notify(ended: readonly EndedSource[]): void {
    for (const one of ended) for (const listener of this.#listeners) listener(one)
  }
}

/**
 * Such a source is never batched with others: `SingleBlob_IngestByTag`,
 * `SingleBlob_IngestIfNotExists` (kusto/management/batching-policy.md).
 */
function isTagged({ tags = [], ingestIfNotExists = [] }: QueuedSource): boolean {
  return ingestIfNotExists.length > 0 || tags.some((tag) => tag.startsWith('ingest-by:'))
}
