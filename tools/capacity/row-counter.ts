import { z } from 'zod'
import type {
  KustoClient,
  KustoCommand,
  KustoEnqueue,
  KustoIngest,
  KustoQuery,
  KustoTable,
} from '../../src/kusto/kusto-client.ts'

const Row = z.object({
  revision: z.number(),
  bytes: z.number().optional(),
  blob_id: z.string().optional(),
  channel: z.string().optional(),
})

/** A row that went to Kusto. */
export interface CountedRow {
  readonly table: string
  /** Drawn once per call of the saver, so rows with the same value come from one call. */
  readonly revision: number
  /** Name of a stored channel value; undefined for any other row. */
  readonly channel: string | undefined
  /** Bytes of the JSON line with its line break. */
  readonly jsonBytes: number
  /** Bytes of the value that it carries, as stated in the row. */
  readonly valueBytes: number
}

/** Counts queries and rows on their way to Kusto. */
export class RowCounter implements KustoClient {
  readonly #inner: KustoClient
  rows: CountedRow[] = []
  queries = 0

  constructor(inner: KustoClient) {
    this.#inner = inner
  }

  reset(): void {
    this.rows = []
    this.queries = 0
  }

  async query(request: KustoQuery): Promise<readonly KustoTable[]> {
    this.queries += 1
    return this.#inner.query(request)
  }

  async command(request: KustoCommand): Promise<KustoTable> {
    return this.#inner.command(request)
  }

  async ingest(request: KustoIngest): Promise<void> {
    this.#count(request)
    return this.#inner.ingest(request)
  }

  async enqueue(request: KustoEnqueue): Promise<void> {
    this.#count(request)
    return this.#inner.enqueue(request)
  }

  async close(): Promise<void> {
    await this.#inner.close()
  }

  #count({ table, body }: KustoIngest): void {
    for (const line of new TextDecoder().decode(body).split('\n')) {
      if (line === '') continue
      const { revision, bytes = 0, blob_id, channel } = Row.parse(JSON.parse(line))
      const jsonBytes = Buffer.byteLength(line) + 1
      this.rows.push({
        table,
        revision,
        channel: blob_id === undefined ? undefined : channel,
        jsonBytes,
        valueBytes: bytes,
      })
    }
  }
}
