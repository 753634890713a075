import { Readable } from 'node:stream'
import { Client, KustoConnectionStringBuilder } from 'azure-kusto-data'
import { DataFormat, IngestionProperties, StreamingIngestClient } from 'azure-kusto-ingest'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { serveKusto, type ServedKusto } from './served-kusto.ts'

let served: ServedKusto
let client: StreamingIngestClient

beforeEach(async () => {
  served = await serveKusto()
  client = new StreamingIngestClient(new KustoConnectionStringBuilder(served.url))
})

afterEach(async () => {
  client.close()
  await served.close()
})

const ingest = (text: string, format: DataFormat, mapping?: string, table = 'Things') =>
  client.ingestFromStream(
    Readable.from([Buffer.from(text)]),
    new IngestionProperties({
      database: 'db1',
      table,
      format,
      ...(mapping === undefined ? {} : { ingestionMappingReference: mapping }),
    }),
  )

async function stored(): Promise<unknown[]> {
  const data = new Client(served.url)
  const { primaryResults } = await data.executeQuery(
    'db1',
    'Things | order by n asc | project id, n',
  )
  data.close()
  return [...(primaryResults[0]?.rows() ?? [])].map((row) => row.raw)
}

const TWO_ROWS = [
  ['a', 1],
  ['b', 2],
]

describe('azure-kusto-ingest against the local server', () => {
  it('streams JSON lines', async () => {
    await ingest('{"id":"a","n":1}\n{"id":"b","n":2}\n', DataFormat.JSON, 'Things_json')
    expect(await stored()).toEqual(TWO_ROWS)
  })

  it('streams MultiJSON', async () => {
    await ingest('[{"id":"a",\n"n":1},{"id":"b","n":2}]', DataFormat.MULTIJSON, 'Things_json')
    expect(await stored()).toEqual(TWO_ROWS)
  })

  it('streams CSV', async () => {
    await ingest('a,1,,\n"b",2,,\n', DataFormat.CSV)
    expect(await stored()).toEqual(TWO_ROWS)
  })

  it.each([
    ['a table that is not there', 'Nothing', 'Things_json', 'Nothing'],
    ['a mapping that is not there', 'Things', 'nosuch', 'nosuch'],
  ])('gets an error for %s', async (_, table, mapping, message) => {
    await expect(ingest('{}', DataFormat.JSON, mapping, table)).rejects.toMatchObject({
      response: {
        data: { error: { '@message': expect.stringContaining(message), '@permanent': true } },
      },
    })
  })

  it('gets an error for a request that is too large', async () => {
    const large = `{"id":"${'x'.repeat(4 * 2 ** 20)}"}`
    await expect(ingest(large, DataFormat.JSON, 'Things_json')).rejects.toMatchObject({
      response: { status: 413 },
    })
    expect(await stored()).toEqual([])
  })
})
