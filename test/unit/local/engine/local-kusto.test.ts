import { describe, expect, expectTypeOf, it } from 'vitest'
import type { KustoClient } from '../../../../src/kusto/kusto-client.ts'
import { LocalKusto, type InProcessClient } from '../../../../src/local/index.ts'
import { command, createTable, ingest, open, rows } from './opened.ts'

describe('LocalKusto', () => {
  it("returns clients of the saver's interface", () => {
    expectTypeOf<InProcessClient>().toExtend<KustoClient>()
  })

  it('answers a query over ingested rows', async () => {
    const client = (await open()).client()
    await createTable(client, 'T', 'id:string, n:long, at:datetime, bag:dynamic')
    await ingest(client, 'T', {
      id: 'a\u0000b',
      n: 5,
      at: '2024-01-02T03:04:05.1234567Z',
      bag: { x: [1, null] },
    })
    expect(await rows(client, 'T')).toEqual([
      ['a\u0000b', 5, '2024-01-02T03:04:05.1234567Z', { x: [1, null] }],
    ])
  })

  it('returns every tabular statement of one text', async () => {
    const client = (await open()).client()
    const tables = await client.query({
      text: 'declare query_parameters(a:string, n:long=7); print x = a | as First; print y = n',
      parameters: { a: '"it\'s \\"so\\""' },
    })
    expect(tables.map((table) => [table.name, table.rows])).toEqual([
      ['First', [['it\'s "so"']]],
      ['PrimaryResult', [[7]]],
    ])
  })

  it('accepts parameters of every type as KQL literals', async () => {
    const client = (await open()).client()
    const text =
      'declare query_parameters(d:datetime, t:timespan, b:bool, l:long, r:real, j:dynamic, g:guid); print d, t, b, l, r, j, g'
    const [row] = await rows(client, text, {
      d: 'datetime(2024-01-02T03:04:05Z)',
      t: 'timespan(1.02:03:04)',
      b: 'bool(true)',
      l: 'long(9007199254740993)',
      r: 'real(1.5)',
      j: 'dynamic(["x", 1])',
      g: 'guid(74be27de-1e4e-49d9-b579-fe0b331d3642)',
    })
    expect(row).toEqual([
      '2024-01-02T03:04:05Z',
      '1.02:03:04',
      true,
      9007199254740993n,
      1.5,
      ['x', 1],
      '74be27de-1e4e-49d9-b579-fe0b331d3642',
    ])
  })

  it('rejects a query whose parameter has no value', async () => {
    const client = (await open()).client()
    const query = client.query({
      text: 'declare query_parameters(a:string); print a',
      parameters: {},
    })
    await expect(query).rejects.toMatchObject({ name: 'KustoError', status: 400, permanent: true })
  })

  it('separates databases', async () => {
    const kusto = await open({ database: 'one' })
    await command(kusto.client(), '.create database two volatile')
    await createTable(kusto.client(), 'T', 'id:string')
    await createTable(kusto.client({ database: 'TWO' }), 'T', 'id:string')
    await ingest(kusto.client(), 'T', { id: 'a' })
    expect(await rows(kusto.client({ database: 'two' }), 'T | count')).toEqual([[0]])
    expect(await rows(kusto.client(), 'T | count')).toEqual([[1]])
  })

  it('names a missing database', async () => {
    const client = (await open()).client({ database: 'nowhere' })
    await expect(client.query({ text: 'print 1', parameters: {} })).rejects.toMatchObject({
      code: 'BadRequest_EntityNotFound',
      message: expect.stringContaining('nowhere'),
    })
  })

  it('fails a result beyond the record limit instead of truncating it', async () => {
    const client = (await open()).client()
    const query = client.query({ text: 'range x from 1 to 500001 step 1', parameters: {} })
    await expect(query).rejects.toMatchObject({ code: 'E_QUERY_RESULT_SET_TOO_LARGE', status: 200 })
    const whole = await rows(client, 'set notruncation; range x from 1 to 500001 step 1')
    expect(whole).toHaveLength(500_001)
  })

  it('rejects calls of a closed client and of a closed engine', async () => {
    const kusto = await LocalKusto.open()
    const client = kusto.client()
    await client.close()
    await client.close()
    await expect(client.command({ text: '.show version' })).rejects.toMatchObject({
      code: 'ClientClosed',
    })
    const other = kusto.client()
    await kusto.close()
    await kusto.close()
    await expect(other.command({ text: '.show version' })).rejects.toMatchObject({
      code: 'ClientClosed',
    })
  })

  it('serves the same data over HTTP until it is closed', async () => {
    const kusto = await open()
    await createTable(kusto.client(), 'T', 'id:string')
    await ingest(kusto.client(), 'T', { id: 'a' })
    const { url } = await kusto.listen()
    const ask = (): Promise<Response> =>
      fetch(`${url}/v1/rest/query`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ db: 'NetDefaultDB', csl: 'T' }),
      })
    expect(await (await ask()).text()).toContain('"Rows":[["a"]]')
    await kusto.close()
    await expect(ask()).rejects.toThrow()
  })

  it('is a resource that closes itself', async () => {
    let client
    {
      await using kusto = await LocalKusto.open()
      client = kusto.client()
    }
    await expect(client.command({ text: '.show version' })).rejects.toMatchObject({
      code: 'ClientClosed',
    })
  })

  it('rejects a call whose signal has fired', async () => {
    const client = (await open()).client()
    const call = client.query({ text: 'print 1', parameters: {}, signal: AbortSignal.abort() })
    await expect(call).rejects.toMatchObject({ code: 'RequestAborted' })
  })
})
