import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { gunzipSync } from 'node:zlib'

export interface SeenRequest {
  readonly method: string
  readonly path: string
  readonly headers: IncomingMessage['headers']
  /** Decompressed. */
  readonly body: string
}

export type Answer = (response: ServerResponse, request: SeenRequest) => void

/**
 * A server that returns one prepared answer to everything except the SDK's request for cloud
 * metadata.
 */
export class AnsweringServer {
  readonly seen: SeenRequest[] = []
  answer: Answer = (response) => response.end(QUERY_ANSWER)
  /** The answer to the SDK's request for cloud metadata. */
  metadata: Answer = (response) => response.writeHead(404, { connection: 'close' }).end()
  readonly #server = createServer((request, response) => void this.#receive(request, response))

  async listen(): Promise<string> {
    await new Promise<void>((resolve) => {
      this.#server.listen(0, '127.0.0.1', resolve)
    })
    const address = this.#server.address()
    if (typeof address !== 'object' || address === null) throw new Error('not listening')
    return `http://127.0.0.1:${address.port}`
  }

  /** Resolves when no socket is open. */
  async close(): Promise<void> {
    this.#server.closeAllConnections()
    await new Promise((resolve) => this.#server.close(resolve))
  }

  openSockets(): Promise<number> {
    return new Promise((resolve, reject) => {
      this.#server.getConnections((error, count) => (error ? reject(error) : resolve(count)))
    })
  }

  async #receive(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const seen = await readRequest(request)
    if (seen.path === '/v1/rest/auth/metadata') return this.metadata(response, seen)
    this.seen.push(seen)
    this.answer(response, seen)
  }
}

async function readRequest(request: IncomingMessage): Promise<SeenRequest> {
  const chunks: Uint8Array[] = []
  for await (const chunk of request as AsyncIterable<Uint8Array>) chunks.push(chunk)
  const bytes = Buffer.concat(chunks)
  const isPacked = request.headers['content-encoding'] === 'gzip'
  return {
    method: request.method ?? '',
    path: request.url ?? '',
    headers: request.headers,
    body: (isPacked ? gunzipSync(bytes) : bytes).toString(),
  }
}

export const QUERY_ANSWER = JSON.stringify([
  { FrameType: 'DataSetHeader', IsProgressive: false, Version: 'v2.0' },
  {
    FrameType: 'DataTable',
    TableId: 0,
    TableKind: 'QueryProperties',
    TableName: '@ExtendedProperties',
    Columns: [{ ColumnName: 'Key', ColumnType: 'string' }],
    Rows: [['x']],
  },
  {
    FrameType: 'DataTable',
    TableId: 1,
    TableKind: 'PrimaryResult',
    TableName: 'Latest',
    Columns: [
      { ColumnName: 'raw', ColumnType: 'string' },
      { ColumnName: 'at', ColumnType: 'datetime' },
      { ColumnName: 'bag', ColumnType: 'dynamic' },
    ],
    Rows: [['a', '2026-01-01T00:00:00.1234567Z', { k: [1] }]],
  },
  { FrameType: 'DataSetCompletion', HasErrors: false, Cancelled: false },
])

export const COMMAND_ANSWER = JSON.stringify({
  Tables: [
    {
      TableName: 'Table_0',
      Columns: [
        { ColumnName: 'Name', DataType: 'String', ColumnType: 'string' },
        { ColumnName: 'IsOn', DataType: 'SByte' },
      ],
      Rows: [['T', true]],
    },
  ],
})
