import { Readable } from 'node:stream'
import { Client, KustoConnectionStringBuilder } from 'azure-kusto-data'
import { DataFormat, IngestionProperties, StreamingIngestClient } from 'azure-kusto-ingest'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { serveKusto, type ServedKusto } from './served-kusto.ts'

let served: ServedKusto
let data: Client
let streaming: StreamingIngestClient

beforeAll(async () => {
  served = await serveKusto()
  data = new Client(served.url)
  streaming = new StreamingIngestClient(new KustoConnectionStringBuilder(served.url))
})

afterEach(() => {
  served.kusto.faults.clear()
  served.kusto.limits.clear()
})

afterAll(async () => {
  data.close()
  streaming.close()
  await served.close()
})

const stream = (id: string) =>
  streaming.ingestFromStream(
    Readable.from([Buffer.from(JSON.stringify({ id }))]),
    new IngestionProperties({
      database: 'db1',
      table: 'Things',
      format: DataFormat.JSON,
      ingestionMappingReference: 'Things_json',
    }),
  )

async function countOf(id: string): Promise<unknown> {
  const { primaryResults } = await data.executeQuery('db1', `Things | where id == '${id}' | count`)
  return [...(primaryResults[0]?.rows() ?? [])][0]?.raw[0]
}

describe('the official SDKs report', () => {
  it('throttling as their own error, with the retry time', async () => {
    served.kusto.faults.add({ fault: 'status', status: 429, retryAfterMs: 3_000 })
    await expect(data.executeQuery('db1', 'print 1')).rejects.toMatchObject({
      name: 'ThrottlingError',
      inner: { response: { status: 429, headers: { 'retry-after': '3' } } },
    })
  })

  it('a limit as throttling', async () => {
    served.kusto.limits.set({ requestsPerSecond: { query: 0.001 } })
    await data.executeQuery('db1', 'print 1')
    await expect(data.executeQuery('db1', 'print 1')).rejects.toMatchObject({
      name: 'ThrottlingError',
    })
  })

  it('503 in plain text', async () => {
    served.kusto.faults.add({ fault: 'status', status: 503 })
    await expect(stream('x')).rejects.toMatchObject({
      response: { status: 503, data: 'Service Unavailable' },
    })
  })

  it('a permanent rejection as Kusto writes it', async () => {
    served.kusto.faults.add({ endpoint: 'ingest', fault: 'status', status: 400 })
    await expect(stream('x')).rejects.toMatchObject({
      response: {
        status: 400,
        data: { error: { code: 'General_BadRequest', '@permanent': true } },
      },
    })
  })

  it('a reset connection', async () => {
    served.kusto.faults.add({ fault: 'reset' })
    await expect(data.executeQuery('db1', 'print 1')).rejects.toMatchObject({ code: 'ECONNRESET' })
  })

  it('a lost acknowledgement; after a retry the row exists twice', async () => {
    served.kusto.faults.add({ endpoint: 'ingest', fault: 'lost-acknowledgement', times: 1 })
    await expect(stream('twice')).rejects.toMatchObject({ code: 'ECONNRESET' })
    await stream('twice')
    expect(await countOf('twice')).toBe(2)
  })

  it('an answer that is cut off', async () => {
    served.kusto.faults.add({ fault: 'cut' })
    await expect(data.executeQuery('db1', 'range x from 1 to 2000 step 1')).rejects.toThrow()
  })

  it('a failure inside HTTP 200', async () => {
    served.kusto.faults.add({ fault: 'partial-failure' })
    await expect(data.executeQuery('db1', 'print 1')).rejects.toThrow(
      /Kusto request had errors.*E_LOW_MEMORY_CONDITION/,
    )
  })
})
