import { EventEmitter, once } from 'node:events'
import { connect } from 'node:net'
import { gzipSync, gunzipSync } from 'node:zlib'
import { request as httpRequest } from 'node:http'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { KustoError } from '../../../../src/kusto-error.ts'
import { startServer, type RunningServer } from '../../../../src/local/server/http-server.ts'
import { ScriptedEngine } from './scripted-engine.ts'

let engine: ScriptedEngine
let server: RunningServer
let internalErrors: unknown[]

beforeEach(async () => {
  engine = new ScriptedEngine()
  internalErrors = []
  server = await startServer(engine, {
    maxBodyBytes: 100_000,
    closeGraceMs: 200,
    onInternalError: (error) => internalErrors.push(error),
  })
})

afterEach(() => server.close())

const post = (
  path: string,
  body: string | Uint8Array<ArrayBuffer>,
  headers: Record<string, string> = {},
) => fetch(server.url + path, { method: 'POST', body, headers })

const query = (csl: string, extra: object = {}) =>
  post('/v2/rest/query', JSON.stringify({ db: 'db1', csl, ...extra }))

const errorOf = async (response: Response) => {
  const body: { error: Record<string, unknown> } = JSON.parse(await response.text())
  return body.error
}

it('answers a ping in plain text, without a database and without asking the engine', async () => {
  const response = await fetch(`${server.url}/v1/rest/ping`)
  expect(response.status).toBe(200)
  expect(response.headers.get('content-type')).toBe('text/plain; charset=utf-8')
  expect(await response.text()).toBe("Pong! IP address: '127.0.0.1'")
  expect(engine.queries).toEqual([])
})

describe('requests', () => {
  it('passes a query with its parameters and options to the engine', async () => {
    await query('print x', {
      properties: { Parameters: { a: '"x"' }, Options: { notruncation: true } },
    })
    expect(engine.queries).toEqual([
      {
        database: 'db1',
        text: 'print x',
        parameters: { a: '"x"' },
        options: { notruncation: true },
        clientRequestId: expect.stringMatching(/^unspecified;/),
      },
    ])
  })

  it('reads properties from a JSON string', async () => {
    await query('print x', { properties: '{"Parameters":{"a":1}}' })
    expect(engine.queries[0]?.parameters).toEqual({ a: 1 })
  })

  it.each([null, '', undefined])('treats %j as no properties', async (properties) => {
    await query('print x', { properties })
    expect(engine.queries[0]).toMatchObject({ parameters: {}, options: {} })
  })

  it('uses NetDefaultDB if no database is named', async () => {
    await post('/v2/rest/query', '{"csl":"print 1"}')
    expect(engine.queries[0]?.database).toBe('NetDefaultDB')
  })

  it('echoes the client request id and returns an activity id', async () => {
    const response = await post('/v1/rest/mgmt', '{"csl":".show tables"}', {
      'x-ms-client-request-id': 'KNC.execute;7',
    })
    expect(response.headers.get('x-ms-client-request-id')).toBe('KNC.execute;7')
    expect(response.headers.get('x-ms-activity-id')).toMatch(/^[0-9a-f-]{36}$/)
    expect(engine.commands[0]?.clientRequestId).toBe('KNC.execute;7')
  })

  it.each([
    ['not JSON', '{', 'is not JSON'],
    ['JSON that is no object', '[1]', 'is not a JSON object'],
    ['no csl', '{"db":"x"}', 'no `csl`'],
    ['properties that are no object', '{"csl":"x","properties":[]}', '`properties`'],
    ['parameters that are no object', '{"csl":"x","properties":{"Parameters":3}}', 'Parameters'],
    ['bytes that are not UTF-8', Buffer.from([0x7b, 0xff, 0x7d]), 'not UTF-8'],
  ])('rejects %s with 400', async (_, body, message) => {
    const response = await post('/v2/rest/query', body)
    expect(response.status).toBe(400)
    const error = await errorOf(response)
    expect(error).toMatchObject({ code: 'General_BadRequest', '@permanent': true })
    expect(error['@message']).toContain(message)
    expect(engine.queries).toEqual([])
  })

  it('answers 404 in Kusto’s shape for a path it does not serve', async () => {
    const response = await fetch(`${server.url}/v1/rest/nothing`)
    expect(response.status).toBe(404)
    expect(await errorOf(response)).toMatchObject({ code: 'NotFound', '@permanent': true })
  })

  it('answers an unknown path before reading a large body, and keeps the connection', async () => {
    const response = await post('/v1/rest/nothing', 'x'.repeat(20_000_000))
    expect(response.status).toBe(404)
    expect(response.headers.get('connection')).toBe('keep-alive')
  })

  it('answers 405 for a wrong method and names the allowed one', async () => {
    const response = await fetch(`${server.url}/v2/rest/query`)
    expect(response.status).toBe(405)
    expect((await errorOf(response))['@message']).toContain('use POST')
  })

  it('rejects requests from web pages, which could reach a server on the same machine', async () => {
    const response = await post('/v1/rest/mgmt', '{"csl":".drop table T"}', {
      origin: 'https://evil.example',
    })
    expect(response.status).toBe(403)
    expect(engine.commands).toEqual([])
  })

  it('tells clients where to log in', async () => {
    const response = await fetch(`${server.url}/v1/rest/auth/metadata`)
    expect(await response.json()).toMatchObject({
      AzureAD: { KustoServiceResourceId: 'https://kusto.kusto.windows.net' },
    })
  })
})

describe('bodies', () => {
  it('unpacks gzip', async () => {
    await post('/v1/rest/ingest/db1/T?streamFormat=JSON', gzipSync('{"a":1}\n'), {
      'content-encoding': 'gzip',
    })
    expect(engine.ingests).toHaveLength(1)
    expect(Buffer.from(engine.ingests[0]?.body ?? []).toString()).toBe('{"a":1}\n')
  })

  it('rejects a body that is not gzip despite its encoding', async () => {
    const response = await post('/v1/rest/ingest/db1/T?streamFormat=json', 'plain', {
      'content-encoding': 'gzip',
    })
    expect(response.status).toBe(400)
    expect((await errorOf(response))['@message']).toContain('not valid gzip')
  })

  it('rejects an unknown encoding', async () => {
    const response = await post('/v2/rest/query', '{}', { 'content-encoding': 'br' })
    expect((await errorOf(response))['@message']).toContain("'br'")
  })

  it('rejects a body above the limit with 413 and keeps serving', async () => {
    const response = await post('/v2/rest/query', 'x'.repeat(20_000_000))
    expect(response.status).toBe(413)
    expect((await query('print 1')).status).toBe(200)
  })

  it('rejects a small body that unpacks to a large one', async () => {
    const bomb = gzipSync(Buffer.alloc(10_000_000))
    expect(bomb.byteLength).toBeLessThan(100_000)
    const response = await post('/v1/rest/ingest/db1/T?streamFormat=json', bomb, {
      'content-encoding': 'gzip',
    })
    expect(response.status).toBe(413)
    expect(engine.ingests).toEqual([])
  })
})

describe('streaming ingestion', () => {
  it('decodes names and lower-cases the format', async () => {
    await post('/v1/rest/ingest/my%20db/a%2Fb?streamFormat=MultiJSON&mappingName=m%201', '{}')
    expect(engine.ingests[0]).toMatchObject({
      database: 'my db',
      table: 'a/b',
      format: 'multijson',
      mapping: 'm 1',
    })
  })

  it('passes no mapping if none is named', async () => {
    await post('/v1/rest/ingest/db1/T?streamFormat=csv', '1')
    expect(engine.ingests[0]).toMatchObject({ format: 'csv', mapping: undefined })
  })

  it.each([
    ['/v1/rest/ingest/db1/T', 'streamFormat'],
    ['/v1/rest/ingest/db1?streamFormat=json', 'Expected /v1/rest/ingest'],
    ['/v1/rest/ingest/db1/T/more?streamFormat=json', 'Expected /v1/rest/ingest'],
    ['/v1/rest/ingest/db1/%E0%A4%A?streamFormat=json', 'not valid URL encoding'],
    ['/v1/rest/ingest/db1/T?streamFormat=json&sourceKind=uri', 'sourceKind=uri'],
  ])('rejects %s by name', async (path, message) => {
    const response = await post(path, '{}')
    expect(response.status).toBe(400)
    expect((await errorOf(response))['@message']).toContain(message)
    expect(engine.ingests).toEqual([])
  })
})

describe('failures', () => {
  it('writes a KustoError as Kusto’s error body with its status', async () => {
    engine.onQuery = () =>
      Promise.reject(
        new KustoError("Semantic error: SEM0100: Failed to resolve 'x'", {
          code: 'General_BadRequest',
          status: 400,
          permanent: true,
        }),
      )
    const response = await post('/v2/rest/query', '{"csl":"print x"}', {
      'x-ms-client-request-id': 'mine',
    })
    expect(response.status).toBe(400)
    expect(await errorOf(response)).toEqual({
      code: 'General_BadRequest',
      message: 'Request is invalid and cannot be executed.',
      '@type': 'Kusto.Data.Exceptions.KustoBadRequestException',
      '@message': "Semantic error: SEM0100: Failed to resolve 'x'",
      '@context': {
        timestamp: expect.any(String),
        serviceAlias: 'LOCAL',
        clientRequestId: 'mine',
        activityId: response.headers.get('x-ms-activity-id'),
      },
      '@permanent': true,
      innererror: expect.objectContaining({ code: 'SEM0100', '@errorCode': 'SEM0100' }),
    })
  })

  it('sends Retry-After', async () => {
    engine.onIngest = () =>
      Promise.reject(
        new KustoError('busy', { code: 'x', status: 429, permanent: false, retryAfterMs: 1500 }),
      )
    const response = await post('/v1/rest/ingest/db1/T?streamFormat=json', '{}')
    expect(response.status).toBe(429)
    expect(response.headers.get('retry-after')).toBe('2')
    expect(await errorOf(response)).toMatchObject({ '@permanent': false })
  })

  it("answers 500 for a bug and reports it to the server's owner", async () => {
    const bug = new TypeError('cannot read of undefined')
    engine.onQuery = () => Promise.reject(bug)
    const response = await query('print 1')
    expect(response.status).toBe(500)
    expect(await errorOf(response)).toMatchObject({ code: 'General_InternalServerError' })
    expect(internalErrors).toEqual([bug])
  })

  it('answers 500 for a result that cannot be written as JSON', async () => {
    const cycle: unknown[] = []
    cycle.push(cycle)
    engine.onQuery = () =>
      Promise.resolve({ tables: [{ name: 'T', columns: [], rows: [[cycle]] }] })
    expect((await query('print 1')).status).toBe(500)
    expect(internalErrors).toHaveLength(1)
  })
})

const tableOf = (length: number) => ({
  name: 'T',
  columns: [{ name: 'a', type: 'string' as const }],
  rows: Array.from({ length }, (_, index) => [`row ${index}`]),
})

describe('answers', () => {
  it.each([
    ['gzip', 'gzip'],
    ['gzip, deflate;q=0.5', 'gzip'],
    ['identity', undefined],
    ['gzip;q=0', undefined],
    [undefined, undefined],
  ])('compresses a large one for Accept-Encoding %s', async (accepted, expected) => {
    engine.onQuery = () => Promise.resolve({ tables: [tableOf(2_000)] })
    const headers = accepted === undefined ? {} : { 'accept-encoding': accepted }
    const { encoding, body } = await rawPost('/v2/rest/query', '{"csl":"T"}', headers)
    expect(encoding).toBe(expected)
    const text = (expected === undefined ? body : gunzipSync(body)).toString()
    expect(JSON.parse(text)).toHaveLength(5)
  })

  it('does not compress one that fits into the first packets', async () => {
    engine.onQuery = () => Promise.resolve({ tables: [tableOf(200)] })
    const { encoding } = await rawPost('/v2/rest/query', '{"csl":"T"}', {
      'accept-encoding': 'gzip',
    })
    expect(encoding).toBeUndefined()
  })
})

describe('lifecycle', () => {
  it('listens only on loopback by default', () => {
    expect(server.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/)
    expect(server.url).toContain(String(server.port))
  })

  it('rejects when its port is in use', async () => {
    await expect(startServer(engine, { port: server.port })).rejects.toMatchObject({
      code: 'EADDRINUSE',
    })
  })

  it('lets a running request end, then frees the port at once although its socket is kept alive', async () => {
    const gate = new EventEmitter()
    engine.onQuery = async () => {
      gate.emit('started')
      await once(gate, 'finish')
      return { tables: [] }
    }
    const started = once(gate, 'started')
    const answer = query('print 1')
    await started
    const closed = server.close()
    gate.emit('finish')
    expect((await answer).status).toBe(200)
    await closed
    await expect(fetch(server.url)).rejects.toThrow()
  })

  it('cuts off a request that outlasts the grace', async () => {
    const started = new Promise<void>((resolve) => {
      engine.onQuery = () => {
        resolve()
        return new Promise(() => undefined)
      }
    })
    const answer = query('print 1').catch((error: unknown) => error)
    await started
    await server.close()
    expect(await answer).toBeInstanceOf(Error)
  })

  it('closes twice without harm', async () => {
    await server.close()
    await expect(server.close()).resolves.toBeUndefined()
  })

  it('survives a client that goes away in the middle of its request', async () => {
    const socket = connect(server.port, '127.0.0.1')
    socket.write('POST /v2/rest/query HTTP/1.1\r\nhost: x\r\ncontent-length: 100\r\n\r\n{')
    await new Promise((resolve) => setImmediate(resolve))
    socket.destroy()
    expect((await query('print 1')).status).toBe(200)
  })
})

function rawPost(path: string, body: string, headers: Record<string, string>) {
  return new Promise<{ encoding: string | undefined; body: Buffer }>((resolve, reject) => {
    const request = httpRequest(server.url + path, { method: 'POST', headers }, (response) => {
      const chunks: Buffer[] = []
      response.on('data', (chunk: Buffer) => chunks.push(chunk))
      response.on('end', () =>
        resolve({ encoding: response.headers['content-encoding'], body: Buffer.concat(chunks) }),
      )
    })
    request.on('error', reject)
    request.end(body)
  })
}
