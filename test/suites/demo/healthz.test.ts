import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { Health } from '../../../examples/demo/answers.ts'
import { refundGraph } from '../../../examples/demo/graph.ts'
import { answer } from '../../../examples/demo/routes.ts'
import { KustoSaver } from '../../../src/index.ts'
import { LocalKusto } from '../../../src/local/index.ts'

let kusto: LocalKusto
let saver: KustoSaver
let server: Server

beforeEach(async () => {
  kusto = await LocalKusto.open()
  saver = new KustoSaver({ client: kusto.client() })
  await saver.setup({ provision: true })
  const graph = refundGraph({ checkpointer: saver, policyDelayMs: 0, onRun: () => undefined })
  const counts = { queries: 0, ingests: 0, rows: 0, bytes: 0 }
  server = createServer((request, response) => {
    void answer({ graph, saver, counts, ran: [] }, request, response)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
})

afterEach(async () => {
  server.close()
  server.closeAllConnections()
  await saver.close()
  await kusto.close()
})

async function probe(): Promise<{ readonly http: number; readonly status: string }> {
  const address = server.address()
  const port = typeof address === 'object' ? address?.port : undefined
  const response = await fetch(`http://127.0.0.1:${port}/healthz`)
  expect(response.headers.get('content-type')).toBe('application/json')
  return { http: response.status, status: Health.parse(await response.json()).status }
}

describe('GET /healthz of the demo', () => {
  it('is 200 when everything works', async () => {
    expect(await probe()).toEqual({ http: 200, status: 'ok' })
  })

  it('is 200 with warnings', async () => {
    await kusto.client().command({ text: '.disable materialized-view LatestCheckpoints' })
    expect(await probe()).toEqual({ http: 200, status: 'degraded' })
  })

  it('is 503 when the saver cannot work', async () => {
    await kusto.client().command({ text: '.drop table CheckpointBlobs' })
    expect(await probe()).toEqual({ http: 503, status: 'failing' })
  })
})
