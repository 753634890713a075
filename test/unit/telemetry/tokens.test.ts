import { afterEach, beforeEach, expect, it } from 'vitest'
import { KustoSaver } from '../../../src/index.ts'
import { openMetrics, type TestMetrics } from '../../support/otel.ts'
import { AnsweringServer } from '../kusto/answering-server.ts'

let server: AnsweringServer
let url: string
let metrics: TestMetrics

beforeEach(async () => {
  server = new AnsweringServer()
  url = await server.listen()
  metrics = openMetrics()
})

afterEach(async () => {
  await server.close()
  await metrics.shutdown()
})

async function countsOf(name: string): Promise<Record<string, number>> {
  const points = await metrics.allPoints(name)
  return Object.fromEntries(
    points.map(({ attributes: { 'error.type': type }, value }) => [
      typeof type === 'string' ? type : 'ok',
      value,
    ]),
  )
}

it('the first token, renewals and failures are counted, each token once', async () => {
  const answers = ['first', 'first', 'second']
  const getToken = () => {
    const token = answers.shift()
    return token === undefined ? Promise.reject(new Error('vault sealed')) : Promise.resolve(token)
  }
  await using saver = KustoSaver.fromConnString(`${url}/Db`, {
    auth: { kind: 'tokenProvider', getToken },
    meterProvider: metrics.provider,
    telemetry: { lagProbeIntervalMs: 0 },
    retries: 1,
    retryBudgetMs: 1,
  })
  expect(await countsOf('langgraph.kusto.tokens')).toEqual({ ok: 0, AuthenticationFailed: 0 })
  const config = { configurable: { thread_id: 'thread-1' } }
  while (answers.length > 0) await saver.getTuple(config).catch(() => undefined)
  const { ok } = await countsOf('langgraph.kusto.tokens')
  expect(ok).toBe(2)
  await expect(saver.getTuple(config)).rejects.toMatchObject({ code: 'QUERY_UNAVAILABLE' })
  const { AuthenticationFailed: failed = 0 } = await countsOf('langgraph.kusto.tokens')
  expect(failed).toBeGreaterThan(0)
  const requests = await countsOf('db.client.operation.duration')
  expect(requests['AuthenticationFailed']).toBeGreaterThan(0)
})
