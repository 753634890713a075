import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { KustoSaver } from '../../../src/index.ts'
import { KustoError } from '../../../src/kusto-error.ts'
import type { KustoClient, KustoQuery, KustoTable } from '../../../src/kusto/kusto-client.ts'
import { LocalKusto } from '../../../src/local/index.ts'
import { checkpointOf, metadataOf } from '../../support/checkpoints.ts'

const THREAD = { configurable: { thread_id: 'cached', checkpoint_ns: '' } }

const quiet = () => undefined

let kusto: LocalKusto
let saver: KustoSaver
let sent: KustoQuery[]
let answer: (request: KustoQuery, client: KustoClient) => Promise<readonly KustoTable[]>
let warnings: object[]

beforeEach(async () => {
  kusto = await LocalKusto.open()
  const client = kusto.client()
  sent = []
  warnings = []
  answer = (request, inner) => inner.query(request)
  const logger = {
    trace: quiet,
    debug: quiet,
    info: quiet,
    error: quiet,
    warn: (line: object) => void warnings.push(line),
    child: () => logger,
  }
  saver = new KustoSaver({
    logger,
    client: {
      query: (request) => {
        sent.push(request)
        return answer(request, client)
      },
      command: (request) => client.command(request),
      ingest: (request) => client.ingest(request),
      enqueue: (request) => client.enqueue(request),
      close: () => client.close(),
    },
  })
  await saver.setup({ provision: true })
  sent = []
})

afterEach(async () => {
  await saver.close()
  await kusto.close()
})

const read = async () => (await saver.getTuple(THREAD))?.checkpoint.channel_values

const put = async (number: number) =>
  saver.put(THREAD, checkpointOf(number, { x: number }), metadataOf(number), { x: number })

const refusalOf = (name: string, code = 'BadRequest') =>
  new KustoError(`Request property '${name}' is not supported.`, {
    code,
    status: 400,
    permanent: true,
  })

it('a saver reads its own writes despite a results cache that compares only text and parameters', async () => {
  const cache = new Map<string, readonly KustoTable[]>()
  answer = async (request, client) => {
    const key = JSON.stringify([request.text, request.parameters])
    const tables = cache.get(key) ?? (await client.query(request))
    cache.set(key, tables)
    return tables
  }
  await put(1)
  expect([await read(), await read()]).toEqual([{ x: 1 }, { x: 1 }])
  await put(2)
  expect([await read(), await read()]).toEqual([{ x: 2 }, { x: 2 }])
  const listed = []
  for await (const tuple of saver.list(THREAD)) listed.push(tuple.checkpoint.channel_values)
  await put(3)
  for await (const tuple of saver.list(THREAD)) listed.push(tuple.checkpoint.channel_values)
  expect(listed).toEqual([{ x: 2 }, { x: 1 }, { x: 3 }, { x: 2 }, { x: 1 }])
})

it('every query requests strong consistency and no cached result, without changing its text', async () => {
  await read()
  await read()
  for (const { properties } of sent) {
    expect(properties).toEqual({
      queryconsistency: 'strongconsistency',
      query_results_cache_max_age: '00:00:00',
    })
  }
  expect(new Set(sent.map(({ text }) => text)).size).toBe(1)
})

describe('a service that rejects a request property', () => {
  it('gets later queries without it, and health and the log report it once', async () => {
    answer = async (request, client) => {
      if (request.properties?.['queryconsistency'] !== undefined)
        throw refusalOf('queryconsistency')
      return client.query(request)
    }
    await put(1)
    expect(await read()).toEqual({ x: 1 })
    expect(await read()).toEqual({ x: 1 })
    expect(sent.map(({ properties }) => Object.keys(properties ?? {}))).toEqual([
      ['queryconsistency', 'query_results_cache_max_age'],
      ['query_results_cache_max_age'],
      ['query_results_cache_max_age'],
    ])
    const { checks } = await saver.healthCheck()
    expect(checks.find(({ name }) => name === 'consistency')).toMatchObject({
      status: 'unknown',
      detail: expect.stringContaining('`queryconsistency`'),
    })
    expect(warnings).toEqual([expect.objectContaining({ property: 'queryconsistency' })])
  })

  it('may reject both', async () => {
    answer = async (request, client) => {
      const [name] = Object.keys(request.properties ?? {})
      if (name !== undefined) throw refusalOf(name)
      return client.query(request)
    }
    await put(1)
    expect(await read()).toEqual({ x: 1 })
    expect(warnings).toHaveLength(2)
  })

  it('does not make the saver retry other rejections', async () => {
    answer = () => Promise.reject(refusalOf('something'))
    await expect(saver.getTuple(THREAD)).rejects.toMatchObject({ code: 'QUERY_REJECTED' })
    expect(sent).toHaveLength(1)
  })
})

it('health reports that the properties are accepted', async () => {
  const { checks } = await saver.healthCheck()
  expect(checks.find(({ name }) => name === 'consistency')?.status).toBe('ok')
})
