import { randomUUID } from 'node:crypto'
import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import type * as KustoData from 'azure-kusto-data'
import type * as KustoIngest from 'azure-kusto-ingest'
import { KustoError } from '../kusto-error.ts'
import { unreachable } from './connection-failures.ts'
import { destroyAgents } from './destroy-agents.ts'
import type { KustoEnqueue } from './kusto-client.ts'
import { reachAnyHost } from './reach-any-host.ts'
import { readFailure } from './read-failure.ts'

const gzipAsync = promisify(gzip)

export interface QueuedUploadParts {
  readonly sdk: typeof KustoIngest
  /** A separate connection, because the SDK changes its address to the ingestion endpoint's. */
  readonly builder: KustoData.KustoConnectionStringBuilder
  readonly database: string
  /**
   * Whether the ingestion endpoint is the cluster's host with the prefix `ingest-`; a local Kusto
   * has one address for both.
   */
  readonly hasIngestHost: boolean
}

/** Queued ingestion with `azure-kusto-ingest`: a blob, then a message that names it. */
export class QueuedUpload {
  readonly #sdk: typeof KustoIngest
  readonly #client: KustoIngest.IngestClient
  readonly #database: string
  #refreshing: Promise<void> | undefined

  constructor({ sdk, builder, database, hasIngestHost }: QueuedUploadParts) {
    this.#sdk = sdk
    this.#client = new sdk.IngestClient(builder, undefined, hasIngestHost)
    reachAnyHost(this.#client.resourceManager.kustoClient)
    this.#database = database
  }

  /** @throws KustoError, or errors of the SDK */
  async enqueue(request: KustoEnqueue): Promise<void> {
    await this.#refresh()
    // Two steps instead of ingestFromStream, which sends no size and does not compress
    // (azure-kusto-ingest 7.0.1).
    const packed = await gzipAsync(request.body, { level: 3 })
    const sourceId = randomUUID()
    const url = await this.#stored('upload rows to', () =>
      // Kusto recognizes the compression by the blob's name
      // (data-explorer/ingestion-supported-formats.md).
      this.#client.uploadToBlobWithRetry(ownBuffer(packed), `${sourceId}.json.gz`),
    )
    const blob = new this.#sdk.BlobDescriptor(url, request.body.byteLength, sourceId)
    await this.#stored('post a message to', () =>
      this.#client.ingestFromBlob(blob, this.#properties(request)),
    )
  }

  close(): void {
    this.#client.close()
    destroyAgents(this.#client.resourceManager.kustoClient)
  }

  #properties(request: KustoEnqueue): KustoIngest.IngestionProperties {
    const tag = request.ingestByTag
    return new this.#sdk.IngestionProperties({
      database: this.#database,
      table: request.table,
      format: this.#sdk.DataFormat.JSON,
      ingestionMappingReference: request.mapping,
      flushImmediately: request.flushImmediately ?? false,
      // All clients of a cluster share its status queues (Azure/azure-kusto-node#230), where unread
      // messages would pile up.
      reportLevel: this.#sdk.ReportLevel.DoNotReport,
      ...(tag === undefined
        ? {}
        : { ingestByTags: [tag], ingestIfNotExists: JSON.stringify([tag]) }),
    })
  }

  /**
   * Requests addresses and token of the storage, which the SDK caches for an hour. Requested here,
   * because the SDK would hide the reason of a failure.
   */
  async #refresh(): Promise<void> {
    this.#refreshing ??= this.#refreshOnce().finally(() => {
      this.#refreshing = undefined
    })
    await this.#refreshing
  }

  async #refreshOnce(): Promise<void> {
    const { resourceManager } = this.#client
    const noResources = await resourceManager.tryRefresh(false)
    if (resourceManager.ingestClientResources === null) throw refreshFailure(noResources)
    const noToken = await resourceManager.tryRefresh(true)
    if (resourceManager.authorizationContext === null) throw refreshFailure(noToken)
  }

  /**
   * The SDK only reports that storage failed, not why. The next request gets new addresses, in case
   * the old ones have expired.
   */
  async #stored<T>(what: string, step: () => Promise<T>): Promise<T> {
    try {
      return await step()
    } catch (error) {
      if (!isStorageFailure(error)) throw error
      this.#client.resourceManager.ingestClientResourcesLastUpdate = null
      throw unreachable(`failed to ${what} its storage account`)
    }
  }
}

function refreshFailure(error: Error | null): KustoError {
  // azure-kusto-ingest 7.0.1, resourceManager.ts: it has tried four times
  if (error !== null && error.message.includes('request was throttled')) {
    return new KustoError('The ingestion endpoint is throttled.', {
      code: 'TooManyRequests',
      status: 429,
      permanent: false,
    })
  }
  return readFailure(error)
}

// azure-kusto-ingest 7.0.1, ingestClientBase.ts
function isStorageFailure(error: unknown): boolean {
  return (
    error instanceof Error &&
    (error.message === 'Failed to upload to blob.' ||
      error.message === 'Failed to send message to queue.')
  )
}

/**
 * Only the bytes: a Buffer may be a part of a larger one, and the SDK's types do not accept a
 * Buffer.
 */
function ownBuffer(bytes: Uint8Array): ArrayBuffer {
  return Uint8Array.from(bytes).buffer
}
