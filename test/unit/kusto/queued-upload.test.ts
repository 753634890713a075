import { inspect } from 'node:util'
import { gunzipSync } from 'node:zlib'
import { BlobServiceClient, ContainerSASPermissions, SASProtocol } from '@azure/storage-blob'
import { QueueSASPermissions, QueueServiceClient, type QueueClient } from '@azure/storage-queue'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { connectKusto } from '../../../src/kusto/connect.ts'
import type { KustoClient } from '../../../src/kusto/kusto-client.ts'
import { resolveEndpoint } from '../../../src/kusto/connection/kusto-endpoint.ts'
import { KustoError } from '../../../src/kusto-error.ts'
import { startAzurite, type Azurite } from '../../suites/queued/support/azurite.ts'
import { AnsweringServer, type Answer } from './answering-server.ts'

const TOKEN = 'eyJhbGciOi.secret-token.abc=='

let azurite: Azurite
let queue: QueueClient
let server: AnsweringServer
let client: KustoClient
/** The end of the container's URL. */
let containerSignature: 'good' | 'bad'

beforeAll(async () => {
  azurite = await startAzurite()
  queue = QueueServiceClient.fromConnectionString(azurite.connectionString).getQueueClient('ready')
  await queue.createIfNotExists()
  await container().createIfNotExists()
})

afterAll(() => azurite.close())

const container = () =>
  BlobServiceClient.fromConnectionString(azurite.connectionString).getContainerClient('uploads')

beforeEach(async () => {
  containerSignature = 'good'
  await queue.clearMessages()
  server = new AnsweringServer()
  const clusterUri = await server.listen()
  server.answer = (response, request) => {
    void storageAnswer(request.body).then((body) => response.end(body))
  }
  client = connectKusto(
    resolveEndpoint({
      clusterUri,
      database: 'my db',
      auth: { kind: 'accessToken', token: TOKEN },
    }),
  )
})

afterEach(async () => {
  await client.close()
  await server.close()
})

async function storageAnswer(command: string): Promise<string> {
  if (command.includes('identity token')) return table(['AuthorizationContext'], [['identity']])
  const expiresOn = new Date(Date.now() + 60_000)
  const protocol = SASProtocol.HttpsAndHttp
  const permissions = ContainerSASPermissions.parse('rcw')
  const uploads = await container().generateSasUrl({ expiresOn, protocol, permissions })
  const ready = queue.generateSasUrl({
    expiresOn,
    protocol,
    permissions: QueueSASPermissions.parse('a'),
  })
  return table(
    ['ResourceTypeName', 'StorageRoot'],
    [
      ['SecuredReadyForAggregationQueue', ready],
      ['TempStorage', containerSignature === 'good' ? uploads : `${uploads}bad`],
    ],
  )
}

function table(names: readonly string[], rows: readonly (readonly string[])[]): string {
  const Columns = names.map((ColumnName) => ({ ColumnName, ColumnType: 'string' }))
  return JSON.stringify({ Tables: [{ TableName: 'Table_0', Columns, Rows: rows }] })
}

const enqueue = (more: object = {}): Promise<void> =>
  client.enqueue({ table: 'T', mapping: 'm', body: Buffer.from('{"a":"ü"}\n'), ...more })

async function failureOf(request: Promise<unknown>): Promise<KustoError> {
  const error = await request.then(
    () => new Error('it did not fail'),
    (reason: unknown) => reason,
  )
  if (error instanceof KustoError) return error
  throw new TypeError(`expected a KustoError, got ${inspect(error)}`)
}

async function messages(): Promise<readonly Record<string, unknown>[]> {
  const { peekedMessageItems } = await queue.peekMessages({ numberOfMessages: 32 })
  return peekedMessageItems.map(({ messageText }): Record<string, unknown> =>
    JSON.parse(Buffer.from(messageText, 'base64').toString()),
  )
}

const answerWith =
  (status: number, body: string): Answer =>
  (response) =>
    response.writeHead(status).end(body)

const refusal = (code: string): string =>
  JSON.stringify({ error: { code, message: code, '@message': code, '@permanent': true } })

describe('queued ingestion by the Azure SDK', () => {
  it('uploads the compressed rows and posts a message that describes them', async () => {
    await enqueue()
    const [message, second] = await messages()
    expect(second).toBeUndefined()
    expect(message).toMatchObject({
      DatabaseName: 'my db',
      TableName: 'T',
      RawDataSize: Buffer.byteLength('{"a":"ü"}\n'),
      FlushImmediately: false,
      ReportLevel: 1,
      AdditionalProperties: {
        authorizationContext: 'identity',
        format: 'json',
        ingestionMappingReference: 'm',
      },
    })
    expect(message?.['AdditionalProperties']).not.toHaveProperty('tags')
    const name = new URL(String(message?.['BlobPath'])).pathname.split('/').at(-1) ?? ''
    expect(name).toMatch(/\.json\.gz$/)
    const blob = await container().getBlobClient(name).downloadToBuffer()
    expect(gunzipSync(blob).toString()).toBe('{"a":"ü"}\n')
  })

  it('passes the tag and flushImmediately', async () => {
    await enqueue({ ingestByTag: 'batch-1', flushImmediately: true })
    expect(await messages()).toMatchObject([
      {
        FlushImmediately: true,
        AdditionalProperties: {
          tags: '["ingest-by:batch-1"]',
          ingestIfNotExists: '["batch-1"]',
        },
      },
    ])
  })

  it('requests the storage once, also for concurrent requests', async () => {
    await Promise.all([enqueue(), enqueue(), enqueue()])
    await enqueue()
    expect(server.seen).toHaveLength(2)
    expect(await messages()).toHaveLength(4)
  })

  it.each([
    { status: 403, code: 'Forbidden', permanent: true },
    { status: 400, code: 'BadRequest_X', permanent: true },
    { status: 503, code: 'ServiceUnavailable', permanent: false },
  ])(
    'reports a rejection by the ingestion endpoint: $status',
    async ({ status, code, permanent }) => {
      server.answer = answerWith(status, status === 503 ? '' : refusal(code))
      const failure = await failureOf(enqueue())
      expect(failure).toMatchObject({ status, code, permanent })
      expect(inspect(failure, { depth: 9, showHidden: true })).not.toContain('secret-token')
    },
  )

  it('treats a rejection by the storage as transient, and requests new URLs next time', async () => {
    containerSignature = 'bad'
    const failure = await failureOf(enqueue())
    expect(failure).toMatchObject({ code: 'ConnectionFailed', permanent: false })
    expect(inspect(failure, { depth: 9, showHidden: true })).not.toMatch(/secret-token|sig=/)
    containerSignature = 'good'
    await enqueue()
    expect(await messages()).toHaveLength(1)
  })

  it('ends with its own time-out, its signal or the client', async () => {
    server.answer = () => undefined
    const controller = new AbortController()
    const aborted = failureOf(enqueue({ signal: controller.signal }))
    controller.abort()
    expect(await aborted).toMatchObject({ code: 'RequestAborted' })
    const open = failureOf(enqueue())
    await client.close()
    expect(await open).toMatchObject({ code: 'ClientClosed' })
    expect(await failureOf(enqueue())).toMatchObject({ code: 'ClientClosed' })
  })

  it('leaves no socket open to the ingestion endpoint', async () => {
    await enqueue()
    await client.close()
    await expect.poll(() => server.openSockets()).toBe(0)
  })
})
