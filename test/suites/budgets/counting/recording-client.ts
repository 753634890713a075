import type {
  KustoClient,
  KustoIngest,
  KustoQuery,
  KustoTable,
} from '../../../../src/kusto/kusto-client.ts'

const LINE_BREAK = 0x0a

/** The traffic through a client port, in the bytes that a network would carry. */
export interface Traffic {
  readonly requests: number
  readonly rows: number
  readonly bytesSent: number
  readonly bytesReceived: number
}

const NO_TRAFFIC: Traffic = { requests: 0, rows: 0, bytesSent: 0, bytesReceived: 0 }

/** Passes requests on, counts them, and keeps the last answer of each kind of query. */
export class RecordingClient implements KustoClient {
  readonly answers = new Map<string, readonly KustoTable[]>()
  readonly #inner: KustoClient
  readonly command: KustoClient['command']
  readonly enqueue: KustoClient['enqueue']
  traffic: Traffic = NO_TRAFFIC

  constructor(inner: KustoClient) {
    this.#inner = inner
    this.command = async (request) => inner.command(request)
    this.enqueue = async (request) => inner.enqueue(request)
  }

  reset(): void {
    this.traffic = NO_TRAFFIC
  }

  async query(request: KustoQuery): Promise<readonly KustoTable[]> {
    const tables = await this.#inner.query(request)
    this.answers.set(request.summary ?? '', tables)
    const parameters = Buffer.byteLength(JSON.stringify(request.parameters))
    this.#count({
      bytesSent: Buffer.byteLength(request.text) + parameters,
      bytesReceived: Buffer.byteLength(JSON.stringify(tables.map((table) => table.rows))),
    })
    return tables
  }

  async ingest(request: KustoIngest): Promise<void> {
    const rows = request.body.filter((byte) => byte === LINE_BREAK).length
    this.#count({ rows, bytesSent: request.body.byteLength })
    return this.#inner.ingest(request)
  }

  async close(): Promise<void> {
    return this.#inner.close()
  }

  #count({ rows = 0, bytesSent = 0, bytesReceived = 0 }: Partial<Traffic>): void {
    const { traffic } = this
    this.traffic = {
      requests: traffic.requests + 1,
      rows: traffic.rows + rows,
      bytesSent: traffic.bytesSent + bytesSent,
      bytesReceived: traffic.bytesReceived + bytesReceived,
    }
  }
}
