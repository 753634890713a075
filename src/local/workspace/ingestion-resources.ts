import { badRequest } from '../failures/bad-request.ts'

/** A row of `.get ingestion resources`: a container or queue with the secret to use it. */
export interface IngestionResource {
  readonly type:
    | 'SecuredReadyForAggregationQueue'
    | 'TempStorage'
    | 'FailedIngestionsQueue'
    | 'SuccessfulIngestionsQueue'
  /** URL with its shared access signature. */
  readonly root: string
}

/** The storage that clients upload to, while a server with storage is running. */
export class IngestionResources {
  readonly #resources = new Set<readonly IngestionResource[]>()

  /** The returned function removes them. */
  offer(resources: readonly IngestionResource[]): () => void {
    this.#resources.add(resources)
    return () => {
      this.#resources.delete(resources)
    }
  }

  /** @throws KustoError if there are none */
  all(): readonly IngestionResource[] {
    if (this.#resources.size > 0) return [...this.#resources].flat()
    throw badRequest(
      'This local Kusto has no storage for queued ingestion: start it with ' +
        '`kusto.listen({ storage: { connectionString } })`, for example with Azurite.',
      'BadRequest_NoIngestionStorage',
    )
  }
}
