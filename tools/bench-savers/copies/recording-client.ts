import type { KustoClient } from '../../../src/index.ts'

export interface RecordedRows {
  readonly table: string
  readonly mapping: string
  readonly lines: readonly string[]
}

/** A client port that passes everything on and records ingested rows. */
export function recordingClient(
  inner: KustoClient,
): KustoClient & { readonly recorded: RecordedRows[] } {
  const recorded: RecordedRows[] = []
  return {
    recorded,
    query: (request) => inner.query(request),
    command: (request) => inner.command(request),
    async ingest(request) {
      const lines = Buffer.from(request.body)
        .toString()
        .split('\n')
        .filter((line) => line !== '')
      recorded.push({ table: request.table, mapping: request.mapping, lines })
      return inner.ingest(request)
    },
    enqueue: (request) => inner.enqueue(request),
    close: () => inner.close(),
  }
}
