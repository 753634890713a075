import { KustoError } from '../kusto-error.ts'

/** Whether a local Kusto was asked to queue rows and has no storage for clients to upload to. */
export function isStorageMissing(error: unknown): boolean {
  return isStorageMissingCode(error instanceof KustoError ? error.code : undefined)
}

export function isStorageMissingCode(kustoCode: string | undefined): boolean {
  return kustoCode === 'BadRequest_NoIngestionStorage'
}

export const SERVE_WITH_STORAGE =
  "This local Kusto has no storage for queued ingestion. Use `ingestion: 'streaming'`, or serve it with storage such as Azurite: `langgraph-kusto local --storage …` or `listen({ storage: { connectionString } })`."
