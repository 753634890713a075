import type { ContainerClient } from '@azure/storage-blob'
import type { QueueClient } from '@azure/storage-queue'
import type { IngestionResource } from '../../workspace/ingestion-resources.ts'
import type { StorageOptions } from './storage-options.ts'

/**
 * The storage SDK would retry for most of a minute and delay closing the engine; the next poll is
 * the retry.
 */
export const ONE_TRY = { retryOptions: { maxTries: 1 } } as const

/** How long a client may use a URL; clients request new ones every hour. */
const ADDRESS_MS = 7 * 86_400_000

/** The container and the queues of data management. */
export class IngestionStorage {
  readonly ready: QueueClient
  readonly failed: QueueClient
  readonly succeeded: QueueClient
  readonly #uploads: ContainerClient

  private constructor(
    uploads: ContainerClient,
    queues: readonly [QueueClient, QueueClient, QueueClient],
  ) {
    this.#uploads = uploads
    ;[this.ready, this.failed, this.succeeded] = queues
  }

  /** Creates what is missing. */
  static async open({
    connectionString,
    prefix = 'kusto',
  }: StorageOptions): Promise<IngestionStorage> {
    const [{ BlobServiceClient }, { QueueServiceClient }] = await Promise.all([
      import('@azure/storage-blob'),
      import('@azure/storage-queue'),
    ])
    const uploads = BlobServiceClient.fromConnectionString(
      connectionString,
      ONE_TRY,
    ).getContainerClient(`${prefix}-ingestdata`)
    const service = QueueServiceClient.fromConnectionString(connectionString, ONE_TRY)
    const queue = (name: string): QueueClient => service.getQueueClient(`${prefix}-${name}`)
    const queues = [
      queue('readyforaggregation'),
      queue('failedingestions'),
      queue('successfulingestions'),
    ] as const
    await Promise.all([uploads, ...queues].map((one) => one.createIfNotExists()))
    return new IngestionStorage(uploads, queues)
  }

  /** URLs for clients, each with a signature for its purpose. */
  async signedResources(nowMs: number): Promise<readonly IngestionResource[]> {
    const [{ ContainerSASPermissions, SASProtocol }, { QueueSASPermissions }] = await Promise.all([
      import('@azure/storage-blob'),
      import('@azure/storage-queue'),
    ])
    const until = { expiresOn: new Date(nowMs + ADDRESS_MS), protocol: SASProtocol.HttpsAndHttp }
    const queueRoot = (queue: QueueClient, permissions: string): string =>
      queue.generateSasUrl({ ...until, permissions: QueueSASPermissions.parse(permissions) })
    const container = await this.#uploads.generateSasUrl({
      ...until,
      permissions: ContainerSASPermissions.parse('rcw'),
    })
    return [
      { type: 'SecuredReadyForAggregationQueue', root: queueRoot(this.ready, 'a') },
      { type: 'TempStorage', root: container },
      { type: 'FailedIngestionsQueue', root: queueRoot(this.failed, 'rp') },
      { type: 'SuccessfulIngestionsQueue', root: queueRoot(this.succeeded, 'rp') },
    ]
  }
}
