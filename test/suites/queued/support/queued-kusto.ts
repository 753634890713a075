import { type QueueClient, QueueServiceClient } from '@azure/storage-queue'
import { KustoSaver, type KustoSaverOptions } from '../../../../src/index.ts'
import { LocalKusto, VirtualClock } from '../../../../src/local/index.ts'
import { startAzurite } from './azurite.ts'

export const BATCHING_MS = 30_000
/** Polls the queue once more. */
export const LOOK_MS = 500

/** A provisioned local Kusto behind HTTP, with Azurite as its storage, on a stopped clock. */
export interface QueuedKusto extends AsyncDisposable {
  readonly clock: VirtualClock
  readonly kusto: LocalKusto
  readonly url: string
  /** The queue of messages for data management. */
  readonly ready: QueueClient
  readonly connectionString: string
  saver(options?: KustoSaverOptions): KustoSaver
  /** Ingests everything that was enqueued. */
  settle(): Promise<void>
  close(): Promise<void>
}

export async function startQueuedKusto(): Promise<QueuedKusto> {
  const azurite = await startAzurite()
  const { connectionString } = azurite
  const clock = new VirtualClock()
  const kusto = await LocalKusto.open({ clock, database: 'Agents' })
  const server = await kusto.listen({ storage: { connectionString } })
  const first = new KustoSaver({ client: kusto.client() })
  await first.setup({ provision: true })
  await first.close()
  await setBatching(kusto)
  const close = async (): Promise<void> => {
    await kusto.close()
    await azurite.close()
  }
  return {
    clock,
    kusto,
    connectionString,
    url: server.url,
    ready: QueueServiceClient.fromConnectionString(connectionString).getQueueClient(
      'kusto-readyforaggregation',
    ),
    saver: (options = {}) =>
      KustoSaver.fromConnString(`${server.url}/Agents`, { ingestion: 'queued', ...options }),
    settle: () => clock.advance(2 * LOOK_MS + BATCHING_MS),
    close,
    [Symbol.asyncDispose]: close,
  }
}

async function setBatching(kusto: LocalKusto): Promise<void> {
  const policy = JSON.stringify({ MaximumBatchingTimeSpan: '00:00:30' })
  for (const table of ['Checkpoints', 'CheckpointBlobs', 'CheckpointWrites', 'ThreadDeletions']) {
    await kusto
      .client()
      .command({ text: `.alter table ${table} policy ingestionbatching '${policy}'` })
  }
}
