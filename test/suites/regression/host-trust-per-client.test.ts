import { kustoTrustedEndpoints } from 'azure-kusto-data'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { connectKusto } from '../../../src/kusto/connect.ts'
import { resolveEndpoint } from '../../../src/kusto/connection/kusto-endpoint.ts'
import { LocalKusto } from '../../../src/local/index.ts'

let kusto: LocalKusto
let server: Awaited<ReturnType<LocalKusto['listen']>>

beforeAll(async () => {
  kusto = await LocalKusto.open()
  server = await kusto.listen()
})

afterAll(async () => {
  await server.close()
  await kusto.close()
})

/** An address of this machine that the SDK does not trust. */
const unknownHost = (): string => server.url.replace('127.0.0.1', '0.0.0.0')

const sdkTrusts = (url: string): boolean => {
  try {
    kustoTrustedEndpoints.validateTrustedEndpoint(url, 'https://login.microsoftonline.com')
    return true
  } catch {
    return false
  }
}

describe('a client without authentication for a host that the SDK does not know', () => {
  it('can query, run commands and ingest without making the process trust the host', async () => {
    const client = connectKusto(resolveEndpoint(`${unknownHost()}/NetDefaultDB`))
    await client.command({ text: '.create table T (a: long)' })
    await client.command({
      text: `.create table T ingestion json mapping "M" '[{"column":"a","path":"$.a"}]'`,
    })
    await client.command({ text: '.alter table T policy streamingingestion enable' })
    await client.ingest({ table: 'T', mapping: 'M', body: Buffer.from('{"a":7}\n') })
    const [table] = await client.query({ text: 'T | project a', parameters: {} })
    expect(table?.rows).toEqual([[7]])
    await client.close()
    expect(sdkTrusts(unknownHost())).toBe(false)
    expect(sdkTrusts('https://0.0.0.0/')).toBe(false)
  })

  it('does not get a token of another client in the same process', async () => {
    const free = connectKusto(resolveEndpoint(`${unknownHost()}/NetDefaultDB`))
    await free.query({ text: 'print 1', parameters: {} })
    const signedIn = connectKusto({
      ...resolveEndpoint(`${unknownHost()}/NetDefaultDB`),
      auth: { kind: 'accessToken', token: 'secret' },
    })
    await expect(signedIn.query({ text: 'print 1', parameters: {} })).rejects.toMatchObject({
      code: 'ClientFailure',
      message: expect.stringContaining('not trusted'),
    })
    await free.close()
    await signedIn.close()
  })
})
