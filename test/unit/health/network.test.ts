import { createServer, type Server } from 'node:http'
import { once } from 'node:events'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { KustoSaver } from '../../../src/index.ts'
import { LocalKusto } from '../../../src/local/index.ts'
import { checkNamed, complaints, textMatching } from './local-health.ts'

/*
 * The same over HTTP, through the official SDK.
 */
let kusto: LocalKusto
let saver: KustoSaver
let server: { readonly url: string; close(): Promise<void> }

beforeEach(async () => {
  kusto = await LocalKusto.open()
  server = await kusto.listen()
  saver = KustoSaver.fromConnString(`${server.url}/NetDefaultDB`)
  await saver.setup({ provision: true })
})

afterEach(async () => {
  await saver.close()
  await kusto.close()
})

describe('a saver over HTTP', () => {
  it('is ok', async () => {
    const report = await saver.healthCheck({ timeoutMs: 30_000 })
    expect([report.status, complaints(report)]).toEqual(['ok', []])
  })

  it('fails when the server is down', async () => {
    await server.close()
    expect(checkNamed(await saver.healthCheck(), 'connection')).toMatchObject({
      status: 'failing',
      detail: textMatching(/^ConnectionFailed: No answer from Kusto: .*(hang up|ECONNREFUSED)/),
    })
  })

  it('fails when credentials are rejected', async () => {
    kusto.faults.add({ fault: 'status', status: 401 })
    const report = await saver.healthCheck()
    expect(checkNamed(report, 'connection').status).toBe('ok')
    expect(checkNamed(report, 'authentication')).toMatchObject({
      status: 'failing',
      advice: textMatching(/^Check the saver's credentials/),
    })
  })

  it('fails within the time limit when the server hangs, and leaves no request behind', async () => {
    kusto.faults.add({ fault: 'hang' })
    const report = await saver.healthCheck({ timeoutMs: 100 })
    expect(report.durationMs).toBeLessThan(3_000)
    expect(checkNamed(report, 'connection').detail).toMatch(/within 100 ms/)
    kusto.faults.clear()
    expect((await saver.healthCheck({ timeoutMs: 30_000 })).status).toBe('ok')
  })
})

describe('a database that does not exist', () => {
  it("fails with Kusto's message", async () => {
    await using stranger = KustoSaver.fromConnString(`${server.url}/Elsewhere`)
    const report = await stranger.healthCheck({ timeoutMs: 30_000 })
    expect(checkNamed(report, 'connection')).toMatchObject({
      status: 'failing',
      detail: textMatching(/Elsewhere/),
      advice: textMatching(/The cluster has 'NetDefaultDB'/),
    })
  })
})

describe('a server that is not Kusto', () => {
  let other: Server

  beforeEach(async () => {
    other = createServer((_request, response) => response.end('<html>Welcome</html>'))
    other.listen(0, '127.0.0.1')
    await once(other, 'listening')
  })

  afterEach(() => {
    other.close()
    other.closeAllConnections()
  })

  it('fails', async () => {
    const address = other.address()
    const port = typeof address === 'object' ? address?.port : undefined
    await using stranger = KustoSaver.fromConnString(`http://127.0.0.1:${port}/Agents`)
    expect((await stranger.healthCheck()).status).toBe('failing')
  })
})
