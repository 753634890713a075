import { getEventListeners } from 'node:events'
import { userInfo } from 'node:os'
import { inspect } from 'node:util'
import * as sdk from 'azure-kusto-data'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { KustoSaver } from '../../../src/index.ts'
import { KustoError } from '../../../src/kusto-error.ts'
import { connectionBuilder } from '../../../src/kusto/connection/connection-builder.ts'
import type { KustoClient } from '../../../src/kusto/kusto-client.ts'
import { resolveEndpoint } from '../../../src/kusto/connection/kusto-endpoint.ts'
import { SdkClient } from '../../../src/kusto/sdk-client.ts'
import { AnsweringServer, COMMAND_ANSWER, QUERY_ANSWER, type Answer } from './answering-server.ts'

const TOKEN = 'eyJhbGciOi.secret-token.abc=='

let server: AnsweringServer
let client: KustoClient
let clusterUri: string

beforeEach(async () => {
  server = new AnsweringServer()
  clusterUri = await server.listen()
  const endpoint = resolveEndpoint({
    clusterUri,
    database: 'my db',
    auth: { kind: 'accessToken', token: TOKEN },
  })
  const builder = await connectionBuilder(sdk, endpoint)
  client = new SdkClient(sdk, builder, endpoint.database, { timeoutMarginMs: 0 })
})

afterEach(async () => {
  await client.close()
  await server.close()
})

const query = (options: object = {}) => client.query({ text: 'T', parameters: {}, ...options })

const ingest = (options: object = {}) =>
  client.ingest({ table: 'T', mapping: 'm', body: Buffer.from('{"a":1}\n{"a":2}'), ...options })

const never: Answer = () => undefined

const answerWith =
  (status: number, body: string, headers: Record<string, string> = {}): Answer =>
  (response) =>
    response.writeHead(status, headers).end(body)

async function failureOf(request: Promise<unknown>): Promise<KustoError> {
  const error = await request.then(
    () => new Error('it did not fail'),
    (reason: unknown) => reason,
  )
  if (error instanceof KustoError) return error
  throw new TypeError(`expected a KustoError, got ${inspect(error)}`)
}

describe('queries', () => {
  it('returns the primary tables with plain rows, and unchanged datetimes and columns named `raw`', async () => {
    expect(await query()).toEqual([
      {
        name: 'Latest',
        columns: [
          { name: 'raw', type: 'string' },
          { name: 'at', type: 'datetime' },
          { name: 'bag', type: 'dynamic' },
        ],
        rows: [['a', '2026-01-01T00:00:00.1234567Z', { k: [1] }]],
      },
    ])
  })

  it("names this package to gateways, not the SDK's HTTP client", async () => {
    await query()
    expect(server.seen[0]?.headers['user-agent']).toMatch(/^langgraph-checkpoint-kusto\/\d/)
  })

  it('sends text, database, parameters and options', async () => {
    await query({ text: 'T | take n', parameters: { n: 'long(5)' }, timeoutMs: 90_000 })
    const [request] = server.seen
    expect(request?.path).toBe('/v2/rest/query')
    expect(JSON.parse(request?.body ?? '')).toEqual({
      db: 'my db',
      csl: 'T | take n',
      properties: {
        Parameters: { n: 'long(5)' },
        Options: { request_readonly: true, servertimeout: '00:01:30.000' },
      },
    })
  })

  it.each([
    [1_000, '00:00:01.000'],
    [1_500.4, '00:00:01.501'],
    [100 * 3_600_000, '01:00:00.000'],
  ])("writes a time-out of %s ms in Kusto's format", async (timeoutMs, servertimeout) => {
    await query({ timeoutMs })
    expect(JSON.parse(server.seen[0]?.body ?? '')).toMatchObject({
      properties: { Options: { servertimeout } },
    })
  })

  it('names this package and neither script nor user', async () => {
    await query()
    const headers = server.seen[0]?.headers
    expect(headers?.['x-ms-app']).toMatch(/langgraph-checkpoint-kusto/)
    expect(headers?.['x-ms-user']).toBe('[none]')
    expect(Object.values(headers ?? {})).not.toContain(userInfo().username)
    expect(inspect(headers)).not.toContain(process.argv[1])
    expect(headers?.authorization).toBe(`Bearer ${TOKEN}`)
  })

  it('sends the caller’s request id, with characters that no header can hold replaced', async () => {
    await query({ clientRequestId: 'trace;1\r\nx-evil: 1 é' })
    expect(server.seen[0]?.headers['x-ms-client-request-id']).toBe('trace;1??x-evil: 1 ?')
    expect(server.seen[0]?.headers['x-evil']).toBeUndefined()
  })
})

describe('commands', () => {
  it('returns the first table, with a type for columns that have only a .NET type', async () => {
    server.answer = answerWith(200, COMMAND_ANSWER)
    expect(await client.command({ text: '.show tables' })).toEqual({
      name: 'Table_0',
      columns: [
        { name: 'Name', type: 'string' },
        { name: 'IsOn', type: 'bool' },
      ],
      rows: [['T', true]],
    })
    expect(server.seen[0]?.path).toBe('/v1/rest/mgmt')
  })
})

describe('ingestion', () => {
  it('sends the rows in one request to the table with its mapping', async () => {
    await ingest({ clientRequestId: 'mine' })
    const [request] = server.seen
    expect(request?.path).toBe('/v1/rest/ingest/my%20db/T?streamFormat=json&mappingName=m')
    expect(request?.body).toBe('{"a":1}\n{"a":2}')
    expect(request?.headers['content-length']).toBeDefined()
    expect(request?.headers['x-ms-client-request-id']).toBe('mine')
  })

  it.each([
    ['as they are when they fit the first packets', 14_600, undefined],
    ['packed when they do not', 14_601, 'gzip'],
  ])('sends rows %s', async (_, bytes, encoding) => {
    const body = Buffer.from('x'.repeat(bytes))
    await ingest({ body })
    const [request] = server.seen
    expect(request?.headers['content-encoding']).toBe(encoding)
    expect(request?.body).toHaveLength(bytes)
  })

  it('escapes names in the request', async () => {
    await ingest({ table: '../../mgmt?x=', mapping: 'm&sourceKind=uri#' })
    expect(server.seen[0]?.path).toBe(
      '/v1/rest/ingest/my%20db/..%2F..%2Fmgmt%3Fx%3D?streamFormat=json&mappingName=m%26sourceKind%3Duri%23',
    )
  })

  it('sends three megabytes of rows whole', async () => {
    const body = Buffer.from(`{"a":"${'x'.repeat(3_000_000)}"}`)
    await ingest({ body })
    expect(server.seen[0]?.body).toHaveLength(body.byteLength)
  })

  it('accepts any success, whatever its body', async () => {
    server.answer = answerWith(200, '<html>')
    await expect(ingest()).resolves.toBeUndefined()
  })
})

const oneApi = (error: object) => JSON.stringify({ error })

describe('failures', () => {
  const cases: [name: string, answer: Answer, expected: Partial<KustoError>][] = [
    [
      'Kusto’s error body',
      answerWith(
        400,
        oneApi({
          code: 'General_BadRequest',
          message: 'Request is invalid and cannot be executed.',
          '@type': 'Kusto.Data.Exceptions.KustoBadRequestException',
          '@message': 'Semantic error: SEM0100',
          '@permanent': true,
        }),
        { 'x-ms-activity-id': 'act-1' },
      ),
      {
        code: 'General_BadRequest',
        message: 'Semantic error: SEM0100',
        status: 400,
        permanent: true,
        activityId: 'act-1',
      },
    ],
    [
      'a 400 that says it will pass',
      answerWith(
        400,
        oneApi({ code: 'LimitsExceeded', message: 'low memory', '@permanent': false }),
      ),
      { code: 'LimitsExceeded', message: 'low memory', permanent: false },
    ],
    [
      'a 401 without JSON',
      answerWith(401, '<html>no</html>', { 'content-type': 'text/html' }),
      { code: 'Unauthorized', status: 401, permanent: true },
    ],
    [
      'a 403 with nothing',
      answerWith(403, ''),
      { code: 'Forbidden', status: 403, permanent: true },
    ],
    ['a 404', answerWith(404, '{}'), { code: 'NotFound', status: 404, permanent: true }],
    ['a redirect', answerWith(302, '', { location: 'http://x' }), { status: 302, permanent: true }],
    [
      'throttling with seconds to wait',
      answerWith(
        429,
        oneApi({ code: 'QueryThrottled', message: 'slow down', '@permanent': true }),
        {
          'retry-after': '3',
        },
      ),
      { code: 'QueryThrottled', status: 429, permanent: false, retryAfterMs: 3_000 },
    ],
    [
      'throttling without a body',
      answerWith(429, ''),
      { code: 'TooManyRequests', status: 429, permanent: false, retryAfterMs: undefined },
    ],
    [
      'a gateway’s 503 in HTML',
      answerWith(503, '<html>busy</html>', { 'content-type': 'text/html' }),
      { code: 'ServiceUnavailable', status: 503, permanent: false },
    ],
    ['a 504', answerWith(504, ''), { code: 'Timeout', status: 504, permanent: false }],
    ['a 520', answerWith(520, ''), { code: 'ServiceError', status: 520, permanent: false }],
    [
      'a reset',
      (response) => response.destroy(),
      { code: 'ConnectionFailed', status: undefined, permanent: false },
    ],
    [
      'an answer that breaks off',
      (response) => {
        response.writeHead(200, { 'content-length': '10000' })
        response.write('[{"FrameType":', () => response.destroy())
      },
      { code: 'ConnectionFailed', permanent: false },
    ],
    [
      'a body that is not the gzip it says',
      answerWith(200, 'plain', { 'content-encoding': 'gzip' }),
      { code: 'MalformedAnswer', permanent: false },
    ],
    [
      'cut JSON',
      answerWith(200, QUERY_ANSWER.slice(0, -20)),
      { code: 'MalformedAnswer', status: 200, permanent: false },
    ],
    ['HTML with 200', answerWith(200, '<html>'), { code: 'MalformedAnswer', permanent: false }],
    [
      'frames without an end',
      answerWith(200, '[{"FrameType":"DataSetHeader"}]'),
      { code: 'MalformedAnswer' },
    ],
    [
      'a partial failure among the rows',
      answerWith(
        200,
        withRow({ OneApiErrors: [{ error: { code: 'E_TOO_LARGE', '@message': 'cut' } }] }),
      ),
      { code: 'E_TOO_LARGE', message: 'cut', status: 200, permanent: false },
    ],
    [
      'a partial failure in the last frame',
      answerWith(
        200,
        QUERY_ANSWER.replace(
          '"HasErrors":false',
          `"HasErrors":true,"OneApiErrors":[${oneApi({ code: 'E_RUNAWAY_QUERY', message: 'm', '@permanent': true })}]`,
        ),
      ),
      { code: 'E_RUNAWAY_QUERY', status: 200, permanent: true },
    ],
    [
      'a cancelled query',
      answerWith(200, QUERY_ANSWER.replace('"Cancelled":false', '"Cancelled":true')),
      { code: 'PartialFailure', message: 'Kusto cancelled the query.', permanent: false },
    ],
    [
      'an error level in the completion table',
      answerWith(200, withCompletion(2, 'it broke')),
      { code: 'PartialFailure', message: 'it broke', status: 200 },
    ],
  ]

  it.each(cases)('maps %s', async (_, answer, expected) => {
    server.answer = answer
    const error = await failureOf(query())
    expect(error).toMatchObject(expected)
  })

  it.each(cases)('shows no token when %s is printed', async (_, answer) => {
    server.answer = answer
    const error = await failureOf(query())
    expect(inspect(error, { depth: 10, showHidden: true })).not.toContain('secret-token')
    expect(error.cause).toBeUndefined()
  })

  it('shows no token even if the server echoes it', async () => {
    server.answer = (response, { headers }) =>
      response
        .writeHead(400)
        .end(oneApi({ code: 'x', '@message': `you sent Authorization: ${headers.authorization}` }))
    const error = await failureOf(query())
    expect(error.message).toBe('you sent Authorization: Bearer <redacted>')
  })

  it('does not treat a warning in the completion table as an error', async () => {
    server.answer = answerWith(200, withCompletion(3, 'careful'))
    expect(await query()).toHaveLength(1)
  })

  it('maps a v1 answer with exceptions', async () => {
    server.answer = answerWith(200, '{"Tables":[],"Exceptions":["it broke"]}')
    expect(await failureOf(client.command({ text: '.show x' }))).toMatchObject({
      code: 'PartialFailure',
      message: 'it broke',
    })
  })

  it.each(['[]', '{}', '{"Tables":[]}', '{"Tables":[{"TableName":"x"}]}', 'null'])(
    'maps a command’s answer %s without a table',
    async (body) => {
      server.answer = answerWith(200, body)
      expect(await failureOf(client.command({ text: '.show x' }))).toMatchObject({
        code: 'MalformedAnswer',
      })
    },
  )

  it('maps a refused port', async () => {
    await server.close()
    expect(await failureOf(query())).toMatchObject({ code: 'ConnectionRefused', permanent: false })
  })

  it('maps a failed request for cloud metadata, and retries it the next time', async () => {
    server.metadata = answerWith(503, 'x')
    expect(await failureOf(query())).toMatchObject({ code: 'ConnectionFailed', permanent: false })
    server.metadata = answerWith(404, '')
    expect(await query()).toHaveLength(1)
  })
})

describe('time and abort', () => {
  it('rejects at once when the signal has already fired, and sends nothing', async () => {
    const error = await failureOf(query({ signal: AbortSignal.abort() }))
    expect(error).toMatchObject({ code: 'RequestAborted', permanent: true })
    expect(server.seen).toEqual([])
  })

  it('rejects when the signal fires, closes the request’s socket and leaves no listener', async () => {
    server.answer = never
    const { signal, abort } = controller()
    const failed = failureOf(query({ signal }))
    await vi.waitFor(() => expect(server.seen).toHaveLength(1))
    abort()
    expect(await failed).toMatchObject({ code: 'RequestAborted' })
    expect(getEventListeners(signal, 'abort')).toEqual([])
    await vi.waitFor(async () => expect(await server.openSockets()).toBe(0))
  })

  it('leaves no listener on the signal of successful requests', async () => {
    const { signal } = controller()
    for (let round = 0; round < 20; round += 1) await query({ signal })
    expect(getEventListeners(signal, 'abort')).toEqual([])
  })

  it('times out, also before the SDK has sent anything', async () => {
    server.metadata = never
    const error = await failureOf(query({ timeoutMs: 50 }))
    expect(error).toMatchObject({ code: 'RequestTimedOut', permanent: false })
  })

  it('times out an ingestion', async () => {
    server.answer = never
    expect(await failureOf(ingest({ timeoutMs: 50 }))).toMatchObject({ code: 'RequestTimedOut' })
  })

  it('accepts a time-out of years', async () => {
    expect(await query({ timeoutMs: 1e12 })).toHaveLength(1)
  })

  it('aborts running requests when closed, rejects new ones and frees its sockets', async () => {
    server.answer = never
    const failed = failureOf(query())
    await vi.waitFor(() => expect(server.seen).toHaveLength(1))
    await client.close()
    await client.close()
    expect(await failed).toMatchObject({ code: 'ClientClosed', permanent: true })
    expect(await failureOf(query())).toMatchObject({ code: 'ClientClosed' })
    await vi.waitFor(async () => expect(await server.openSockets()).toBe(0))
  })
})

function controller(): { readonly signal: AbortSignal; readonly abort: () => void } {
  const abortController = new AbortController()
  return { signal: abortController.signal, abort: () => abortController.abort() }
}

function withRow(row: object): string {
  const frames: { TableKind?: string; Rows: unknown[] }[] = JSON.parse(QUERY_ANSWER)
  for (const frame of frames) if (frame.TableKind === 'PrimaryResult') frame.Rows.push(row)
  return JSON.stringify(frames)
}

function withCompletion(level: number, payload: string): string {
  const frames: unknown[] = JSON.parse(QUERY_ANSWER)
  frames.splice(3, 0, {
    FrameType: 'DataTable',
    TableId: 2,
    TableKind: 'QueryCompletionInformation',
    TableName: 'QueryCompletionInformation',
    Columns: [
      { ColumnName: 'Level', ColumnType: 'int' },
      { ColumnName: 'Payload', ColumnType: 'string' },
    ],
    Rows: [[level, payload]],
  })
  return JSON.stringify(frames)
}

it("a saver pins consistency and cache in the SDK's requests", async () => {
  const endpoint = {
    clusterUri,
    database: 'db',
    auth: { kind: 'accessToken', token: TOKEN },
  } as const
  await using saver = KustoSaver.fromConnString(endpoint, { retries: 0 })
  await saver.getTuple({ configurable: { thread_id: 't' } }).catch(() => undefined)
  const request = server.seen.find(({ path }) => path === '/v2/rest/query')
  expect(JSON.parse(request?.body ?? '')).toMatchObject({
    properties: {
      Options: { queryconsistency: 'strongconsistency', query_results_cache_max_age: '00:00:00' },
    },
  })
})
