import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { once } from 'node:events'
import { deflateSync, gzipSync } from 'node:zlib'
import * as sdk from 'azure-kusto-data'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { connectionBuilder } from '../../../src/kusto/connection/connection-builder.ts'
import { resolveEndpoint } from '../../../src/kusto/connection/kusto-endpoint.ts'
import { SdkClient } from '../../../src/kusto/sdk-client.ts'
import { mayHaveProxy, sendDirectly } from '../../../src/kusto/send-directly.ts'
import { AnsweringServer, QUERY_ANSWER } from './answering-server.ts'

let server: AnsweringServer
let url: string

beforeEach(async () => {
  server = new AnsweringServer()
  url = await server.listen()
})

afterEach(async () => {
  vi.unstubAllEnvs()
  await server.close()
})

const NEVER = new AbortController().signal

const send = ({ timeout = 0, signal = NEVER } = {}) =>
  sendDirectly(
    { url: `${url}/path?a=b`, data: 'body', timeout, headers: { toJSON: () => ({ 'x-a': 'b' }) } },
    signal,
  )

function answerWith(body: Uint8Array, headers: Record<string, string>): void {
  server.answer = (response) => response.writeHead(200, headers).end(body)
}

describe('a request that is sent directly', () => {
  it('sends method, path, headers and body', async () => {
    await send()
    expect(server.seen).toMatchObject([
      { method: 'POST', path: '/path?a=b', headers: { 'x-a': 'b' }, body: 'body' },
    ])
  })

  it.each([
    ['gzip', 'small', gzipSync, 10],
    ['gzip', 'large', gzipSync, 1_000_000],
    ['deflate', 'small', deflateSync, 10],
    ['deflate', 'large', deflateSync, 1_000_000],
  ] as const)('unpacks an answer in %s that is %s', async (encoding, _, pack, bytes) => {
    // of random bytes, which stay as many when packed
    const body = crypto.getRandomValues(new Uint8Array(Math.min(bytes, 65_536)))
    const whole = Buffer.concat(Array.from({ length: Math.ceil(bytes / 65_536) }, () => body))
    answerWith(pack(whole), { 'content-encoding': encoding })
    const { data } = await send()
    expect(Buffer.compare(data, whole)).toBe(0)
  })

  it.each([
    ['is cut off', gzipSync(Buffer.alloc(100_000, 'ab')).subarray(0, 60), 'MalformedAnswer'],
    ['is none', Buffer.from('plain'), 'MalformedAnswer'],
  ])('rejects a packed answer that %s', async (_, body, code) => {
    answerWith(body, { 'content-encoding': 'gzip' })
    await expect(send()).rejects.toMatchObject({ code })
  })

  it('rejects an answer whose connection ends before it does', async () => {
    server.answer = (response) => {
      response.writeHead(200, { 'content-length': '100' }).write('half')
      setImmediate(() => response.destroy())
    }
    await expect(send()).rejects.toThrow('its answer was cut off')
  })

  it('ends after its time', async () => {
    server.answer = () => undefined
    await expect(send({ timeout: 20 })).rejects.toMatchObject({ code: 'ETIMEDOUT' })
  })

  it('closes its connection when it is aborted, before and while it waits', async () => {
    server.answer = () => undefined
    await expect(send({ signal: AbortSignal.abort() })).rejects.toThrow('aborted')
    expect(server.seen).toEqual([])
    const stop = new AbortController()
    const waiting = send({ signal: stop.signal })
    await vi.waitUntil(() => server.seen.length === 1)
    stop.abort()
    await expect(waiting).rejects.toThrow()
    await vi.waitUntil(async () => (await server.openSockets()) === 0)
  })

  it('keeps the sent headers out of the error of an answer', async () => {
    server.answer = (response) => response.writeHead(503, { 'retry-after': '1' }).end('busy')
    const error: unknown = await send().catch((reason: unknown) => reason)
    expect(error).toMatchObject({ response: { status: 503, headers: { 'retry-after': '1' } } })
    expect(JSON.stringify(error)).not.toContain('x-a')
  })
})

describe('a proxy', () => {
  it.each([
    [{}, false],
    [{ HTTPS_PROXY: '' }, false],
    [{ NO_PROXY: '*' }, false],
    [{ HTTPS_PROXY: 'http://proxy' }, true],
    [{ https_proxy: 'http://proxy' }, true],
    [{ all_proxy: 'http://proxy' }, true],
  ])('is expected with %o: %s', (env, expected) => {
    expect(mayHaveProxy(env)).toBe(expected)
  })

  it('gets the requests of a client that was opened in its environment', async () => {
    const passed: string[] = []
    const proxy = createServer((request: IncomingMessage, response: ServerResponse) => {
      passed.push(request.url ?? '')
      response.end(QUERY_ANSWER)
    }).listen(0, '127.0.0.1')
    await once(proxy, 'listening')
    const address = proxy.address()
    const port = typeof address === 'object' ? address?.port : undefined
    vi.stubEnv('http_proxy', `http://127.0.0.1:${port}`)
    vi.stubEnv('no_proxy', '')
    const endpoint = resolveEndpoint({ clusterUri: url, database: 'db', auth: { kind: 'none' } })
    const client = new SdkClient(sdk, await connectionBuilder(sdk, endpoint), 'db')
    await client.query({ text: 'T', parameters: {} })
    await client.close()
    proxy.closeAllConnections()
    proxy.close()
    expect(passed).toContain(`${url}/v2/rest/query`)
    expect(server.seen).toEqual([])
  })
})
