import { Client, ClientRequestProperties, KustoConnectionStringBuilder } from 'azure-kusto-data'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { stringLiteral } from '../../../src/kusto/literals.ts'
import { serveKusto, type ServedKusto } from './served-kusto.ts'

let served: ServedKusto
let client: Client

beforeAll(async () => {
  served = await serveKusto()
  client = new Client(served.url)
})

afterAll(async () => {
  client.close()
  await served.close()
})

const rowsOf = (table: { rows(): Iterable<{ toJSON(): object }> } | undefined) =>
  [...(table?.rows() ?? [])].map((row) => row.toJSON())

describe('azure-kusto-data against the local server', () => {
  it('runs a management command', async () => {
    const { primaryResults } = await client.executeMgmt('db1', '.show tables')
    expect(rowsOf(primaryResults[0])).toEqual([expect.objectContaining({ TableName: 'Things' })])
  })

  it('returns the result of each statement under its name', async () => {
    const { primaryResults } = await client.executeQuery(
      'db1',
      'print a=1 | as One; print b="x" | as Two',
    )
    expect(primaryResults.map(({ name }) => name)).toEqual(['One', 'Two'])
    expect(primaryResults.map(rowsOf)).toEqual([[{ a: 1 }], [{ b: 'x' }]])
  })

  it('reads answers in the older form', async () => {
    const { primaryResults } = await client.executeQueryV1('db1', 'print a=1; print b="x"')
    expect(primaryResults.map(rowsOf)).toEqual([[{ a: 1 }], [{ b: 'x' }]])
  })

  it.each(['plain', `it's "q" \\ \n`, '😀 \u2028', "'; print 1 //", '$(x)'])(
    'passes the parameter %j through as a literal',
    async (text) => {
      const properties = new ClientRequestProperties({}, { p: stringLiteral(text), n: 'long(5)' })
      const { primaryResults } = await client.executeQuery(
        'db1',
        'declare query_parameters(p:string, n:long); print p=p, n=n + 1',
        properties,
      )
      expect(rowsOf(primaryResults[0])).toEqual([{ p: text, n: 6 }])
    },
  )

  it('accepts numbers and plain text as parameters, like this SDK’s own examples', async () => {
    const properties = new ClientRequestProperties()
    properties.setParameter('p', 'plain')
    properties.setParameter('n', 41)
    const { primaryResults } = await client.executeQuery(
      'db1',
      'declare query_parameters(p:string, n:long); print p=p, n=n + 1',
      properties,
    )
    expect(rowsOf(primaryResults[0])).toEqual([{ p: 'plain', n: 42 }])
  })

  it('reads each type', async () => {
    const { primaryResults } = await client.executeQuery(
      'db1',
      'print s="x", l=5, r=1.5, b=true, d=datetime(2026-01-02T03:04:05.678Z), t=1h, g=dynamic({"a":[1]}), n=long(null)',
    )
    expect(rowsOf(primaryResults[0])).toEqual([
      {
        s: 'x',
        l: 5,
        r: 1.5,
        b: true,
        d: new Date('2026-01-02T03:04:05.678Z'),
        t: 3_600_000,
        g: { a: [1] },
        n: null,
      },
    ])
  })

  it('reports a query error like Kusto', async () => {
    await expect(client.executeQuery('db1', 'Things | where nosuch == 1')).rejects.toMatchObject({
      response: {
        status: 400,
        data: {
          error: {
            code: 'General_BadRequest',
            '@permanent': true,
            '@message': expect.stringContaining('nosuch'),
          },
        },
      },
    })
  })

  it('fails on a result that is too large, although the status is 200', async () => {
    await expect(
      client.executeQuery('db1', 'set truncationmaxrecords=3; range x from 1 to 10 step 1'),
    ).rejects.toThrow(/Kusto request had errors.*E_QUERY_RESULT_SET_TOO_LARGE/)
  })

  it('sends longs beyond 2^53 with all their digits', async () => {
    const response = await fetch(`${served.url}/v2/rest/query`, {
      method: 'POST',
      body: JSON.stringify({ db: 'db1', csl: 'print long(9007199254740993)' }),
    })
    expect(await response.text()).toContain('"Rows":[[9007199254740993]]')
  })

  it.each(['Bearer token', 'provider', 'credential'])('works with a %s', async (kind) => {
    const url = served.url
    const builder =
      kind === 'provider'
        ? KustoConnectionStringBuilder.withTokenProvider(url, () => Promise.resolve('t'))
        : kind === 'credential'
          ? KustoConnectionStringBuilder.withTokenCredential(url, {
              getToken: () => Promise.resolve({ token: 't', expiresOnTimestamp: Date.now() + 1e6 }),
            })
          : KustoConnectionStringBuilder.withAccessToken(url, 't')
    const authenticated = new Client(builder)
    const { primaryResults } = await authenticated.executeQuery('db1', 'print a=1')
    expect(rowsOf(primaryResults[0])).toEqual([{ a: 1 }])
    authenticated.close()
  })
})
