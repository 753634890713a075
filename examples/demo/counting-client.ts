import type { KustoClient } from '../../src/index.ts'
import type { RequestCounts } from './answers.ts'

/**
 * The saver talks to Kusto through four methods, so wrapping these is enough to act on each
 * request.
 */
export function countingClient(client: KustoClient, counts: RequestCounts): KustoClient {
  return {
    query: (request) => {
      counts.queries += 1
      return client.query(request)
    },
    command: (request) => client.command(request),
    ingest: (request) => {
      counts.ingests += 1
      counts.rows += Buffer.from(request.body).toString('utf8').trimEnd().split('\n').length
      counts.bytes += request.body.byteLength
      return client.ingest(request)
    },
    enqueue: (request) => client.enqueue(request),
    close: () => client.close(),
  }
}
