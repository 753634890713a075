import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { connectKusto } from '../../../src/kusto/connect.ts'
import type { KustoClient } from '../../../src/kusto/kusto-client.ts'
import { resolveEndpoint } from '../../../src/kusto/connection/kusto-endpoint.ts'
import { LazyClient } from '../../../src/kusto/lazy-client.ts'
import { AnsweringServer } from './answering-server.ts'

let server: AnsweringServer
let url: string

beforeEach(async () => {
  server = new AnsweringServer()
  url = await server.listen()
})

afterEach(() => server.close())

const QUERY = { text: 'T', parameters: {} }

const unavailable = () => Promise.reject(Object.assign(new Error('x'), { statusCode: 503 }))

describe('connectKusto', () => {
  it('answers queries over HTTP', async () => {
    const client = connectKusto(resolveEndpoint(`${url}/Db`))
    expect(await client.query(QUERY)).toHaveLength(1)
    await client.close()
  })

  it('calls a token provider for each request and reports its failure without secrets', async () => {
    const answers = ['first', 'second']
    const getToken = () => {
      const token = answers.shift()
      return token === undefined
        ? Promise.reject(new Error('vault sealed, had Bearer abc.def'))
        : Promise.resolve(token)
    }
    const client = connectKusto(
      resolveEndpoint(`${url}/Db`, { auth: { kind: 'tokenProvider', getToken } }),
    )
    await client.query(QUERY)
    await client.query(QUERY)
    expect(server.seen.map(({ headers }) => headers.authorization)).toEqual([
      'Bearer first',
      'Bearer second',
    ])
    await expect(client.query(QUERY)).rejects.toMatchObject({
      code: 'AuthenticationFailed',
      message: 'No token for Kusto: vault sealed, had Bearer <redacted>',
      permanent: false,
    })
    await client.close()
  })

  it('treats a failing token service as a transient failure', async () => {
    const client = connectKusto(
      resolveEndpoint(`${url}/Db`, { auth: { kind: 'tokenProvider', getToken: unavailable } }),
    )
    await expect(client.query(QUERY)).rejects.toMatchObject({ permanent: false })
    await client.close()
  })

  it('reports an untrusted host as a permanent failure', async () => {
    const client = connectKusto({
      clusterUri: url.replace('127.0.0.1', '[::ffff:127.0.0.1]'),
      database: 'Db',
      auth: { kind: 'accessToken', token: 't' },
      applicationName: 'a',
    })
    await expect(client.query(QUERY)).rejects.toMatchObject({
      code: 'ClientFailure',
      permanent: true,
      message: expect.stringContaining('not trusted'),
    })
    expect(server.seen).toEqual([])
    await client.close()
  })

  it('loads the SDK at the first request', () => {
    const script = `
      const loaded = () => process.moduleLoadList.includes('NativeModule https')
      const { connectKusto } = await import(${JSON.stringify(sourceUrl('connect.ts'))})
      const { resolveEndpoint } = await import(${JSON.stringify(sourceUrl('connection/kusto-endpoint.ts'))})
      const client = connectKusto(resolveEndpoint('http://127.0.0.1:1/Db'))
      const before = loaded()
      await client.query({ text: 'T', parameters: {} }).catch(() => undefined)
      console.log(JSON.stringify([before, loaded()]))
    `
    const child = spawnSync(
      process.execPath,
      ['--import', 'tsx', '--input-type=module', '--eval', script],
      { encoding: 'utf8', cwd: fileURLToPath(new URL('../../..', import.meta.url)) },
    )
    expect(child.stdout.trim()).toBe('[false,true]')
  })
})

describe('LazyClient', () => {
  const inner: KustoClient = {
    query: () => Promise.resolve([]),
    command: () => Promise.resolve({ name: '', columns: [], rows: [] }),
    ingest: () => Promise.resolve(),
    enqueue: () => Promise.resolve(),
    close: () => Promise.resolve(),
  }

  it('opens once for concurrent requests', async () => {
    let opened = 0
    const client = new LazyClient(() => {
      opened += 1
      return Promise.resolve(inner)
    })
    await Promise.all([client.query(QUERY), client.command({ text: '.x' }), client.query(QUERY)])
    expect(opened).toBe(1)
  })

  it('opens again after a failure, which rejects all waiting requests', async () => {
    let opened = 0
    const client = new LazyClient(() => {
      opened += 1
      return opened === 1 ? Promise.reject(new Error('no module')) : Promise.resolve(inner)
    })
    const results = await Promise.allSettled([client.query(QUERY), client.query(QUERY)])
    expect(results).toEqual([
      { status: 'rejected', reason: expect.objectContaining({ name: 'KustoError' }) },
      { status: 'rejected', reason: expect.objectContaining({ name: 'KustoError' }) },
    ])
    expect(await client.query(QUERY)).toEqual([])
    expect(opened).toBe(2)
  })

  it('never opens if it is closed first', async () => {
    let opened = 0
    const client = new LazyClient(() => {
      opened += 1
      return Promise.resolve(inner)
    })
    await client.close()
    await expect(client.query(QUERY)).rejects.toMatchObject({ code: 'ClientClosed' })
    expect(opened).toBe(0)
  })

  it('closes what is still opening', async () => {
    let closed = 0
    const client = new LazyClient(() =>
      Promise.resolve({
        ...inner,
        close: () => {
          closed += 1
          return Promise.resolve()
        },
      }),
    )
    const answer = client.query(QUERY)
    await client.close()
    await answer
    expect(closed).toBe(1)
  })
})

function sourceUrl(file: string): string {
  return new URL(`../../../src/kusto/${file}`, import.meta.url).href
}
