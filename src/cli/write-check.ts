import { randomUUID } from 'node:crypto'
import { emptyCheckpoint } from '@langchain/langgraph-checkpoint'
import { isKustoSaverError, type KustoSaverError } from '../errors.ts'
import type { HealthCheck } from '../health/health-report.ts'
import { makeCheck } from '../health/make-check.ts'
import { isStorageMissingCode } from '../kusto/missing-storage.ts'
import { KustoSaver, type IngestionMode, type KustoClient } from '../index.ts'

export interface WriteCheckOptions {
  readonly ingestion: IngestionMode
  /** Applies to the write, and again to reading it back. */
  readonly timeoutMs: number
}

const LOOK_EVERY_MS = 250
const NO_RETRIES = { retries: 0, retryBudgetMs: 0 }

/**
 * Stores a checkpoint and a pending write in a new thread, waits until another saver reads them
 * back, and deletes the thread.
 */
export async function writeCheck(
  client: KustoClient,
  { ingestion, timeoutMs }: WriteCheckOptions,
): Promise<HealthCheck> {
  const options = { ingestion, ingestTimeoutMs: timeoutMs, queryTimeoutMs: timeoutMs }
  const open = (): KustoSaver =>
    new KustoSaver({ ...NO_RETRIES, ...options, client: withoutClose(client) })
  await using writer = open()
  const threadId = `langgraph-kusto-doctor-${randomUUID()}`
  const begunAtMs = performance.now()
  try {
    await store(writer, threadId)
    const writtenMs = Math.round(performance.now() - begunAtMs)
    await using reader = open()
    const visibleMs = await untilVisible(reader, threadId, timeoutMs)
    await writer.deleteThread(threadId)
    return judge({ ingestion, writtenMs, visibleMs, timeoutMs })
  } catch (error) {
    return refused(error)
  }
}

/** The result if nothing was written. */
export function skippedWriteCheck(why: string): HealthCheck {
  return makeCheck('write', 'unknown', { detail: why })
}

async function store(saver: KustoSaver, threadId: string): Promise<void> {
  const config = { configurable: { thread_id: threadId, checkpoint_ns: '' } }
  const checkpoint = {
    ...emptyCheckpoint(),
    channel_values: { probe: 'written by langgraph-kusto doctor' },
    channel_versions: { probe: 1 },
  }
  const metadata = { source: 'input' as const, step: -1, parents: {} }
  const stored = await saver.put(config, checkpoint, metadata, { probe: 1 })
  await saver.putWrites(stored, [['probe', 1]], randomUUID())
}

/** Undefined if it did not become visible in time. */
async function untilVisible(
  saver: KustoSaver,
  threadId: string,
  timeoutMs: number,
): Promise<number | undefined> {
  const begunAtMs = performance.now()
  const config = { configurable: { thread_id: threadId, checkpoint_ns: '' } }
  for (;;) {
    const tuple = await saver.getTuple(config)
    const ageMs = Math.round(performance.now() - begunAtMs)
    if (tuple?.pendingWrites?.length === 1) return ageMs
    if (ageMs + LOOK_EVERY_MS > timeoutMs) return undefined
    await new Promise((resolve) => {
      setTimeout(resolve, LOOK_EVERY_MS)
    })
  }
}

interface Probe extends WriteCheckOptions {
  readonly writtenMs: number
  readonly visibleMs: number | undefined
}

function judge({ ingestion, writtenMs, visibleMs, timeoutMs }: Probe): HealthCheck {
  const stored = `a checkpoint was stored in ${writtenMs} ms`
  if (visibleMs !== undefined) {
    const detail = `${stored} and read back ${visibleMs} ms later`
    return makeCheck('write', 'ok', { detail, figures: { writtenMs, visibleMs } })
  }
  const detail = `${stored}; queries had not returned it ${Math.round(timeoutMs / 1000)} s later`
  return makeCheck('write', ingestion === 'streaming' ? 'degraded' : 'unknown', {
    detail,
    advice:
      ingestion === 'streaming'
        ? 'Streamed rows should be visible within seconds: see .show streamingingestion failures and the runbook of KustoSaverIngestionLagHigh.'
        : 'Queued rows become visible after the batching time of the table: raise --timeout, and see .show ingestion failures.',
    figures: { writtenMs },
  })
}

function refused(error: unknown): HealthCheck {
  if (!isKustoSaverError(error)) throw error
  return makeCheck('write', 'failing', {
    detail: `${error.code}: ${error.message}`,
    advice: adviceOn(error),
  })
}

function adviceOn({ httpStatus, kustoCode }: KustoSaverError): string {
  if (isStorageMissingCode(kustoCode)) return 'Run doctor with the mode that the savers use.'
  return httpStatus === 403
    ? 'Grant the identity the database role Ingestor.'
    : 'Writers see the same error. See the runbook of KustoSaverIngestionStalled.'
}

/** Keeps the saver from closing the caller's client. */
function withoutClose(client: KustoClient): KustoClient {
  return {
    query: (request) => client.query(request),
    command: (request) => client.command(request),
    ingest: (request) => client.ingest(request),
    enqueue: (request) => client.enqueue(request),
    close: async () => undefined,
  }
}
