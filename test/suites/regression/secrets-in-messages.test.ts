import { pino } from 'pino'
import { expect, it } from 'vitest'
import { KustoSaver } from '../../../src/index.ts'
import { readFailure } from '../../../src/kusto/read-failure.ts'
import { LocalKusto } from '../../../src/local/index.ts'
import { openTracing } from '../../support/otel.ts'

const SECRET = 'planted-Secret'

it.each([
  `Bearer ${SECRET}`,
  `the token eyJhbGciOiJIUzI1NiJ9.eyJhIjoxfQ.${SECRET} is rejected`,
  `authorization: Basic ${SECRET}`,
  `PUT https://a.blob.core.windows.net/c/b?sv=2020&sig=${SECRET}%3D&sp=r failed`,
  `AccountName=a;AccountKey=${SECRET}==;EndpointSuffix=b`,
  `Data Source=a;Application Client Id=b;Application Key=${SECRET};Authority Id=c`,
  `AppKey=${SECRET}`,
  `SharedAccessKey=${SECRET}`,
  `Password=${SECRET};User ID=a`,
  `client_id=a&client_secret=${SECRET}&grant_type=b`,
  `{"token_type":"a","access_token":"${SECRET}"}`,
  `https://user:${SECRET}@proxy.local:8080 refused the connection`,
])("an error of the SDK keeps no secret: '%s'", (message) => {
  const thrown = [
    new Error(message),
    { name: 'KustoAuthenticationError', message },
    { code: 'ECONNREFUSED', message },
    { response: { status: 400, data: { error: { code: 'BadRequest', '@message': message } } } },
  ]
  for (const one of thrown) expect(readFailure(one).message).not.toContain(SECRET)
})

it('quotes no connection string that stands in the wrong option', () => {
  const kind = `https://a.kusto.windows.net/b;Application Key=${SECRET}`
  const options: object = { auth: { kind } }
  expect(() => KustoSaver.fromConnString('https://a.kusto.windows.net/b', { ...options })).toThrow(
    expect.not.objectContaining({ message: expect.stringContaining(SECRET) }),
  )
})

it("keeps Kusto's message about a query, which may quote values, out of telemetry", async () => {
  const state = 'state-of-the-user'
  const lines: string[] = []
  const tracing = openTracing()
  await using kusto = await LocalKusto.open()
  await using saver = new KustoSaver({
    client: kusto.client(),
    tracerProvider: tracing.provider,
    logger: pino({ level: 'trace' }, { write: (line: string) => void lines.push(line) }),
  })
  await saver.setup({ provision: true })
  const message = `Cannot read the parameter filter: {"note":"${state}"}`
  kusto.faults.add({ endpoint: 'query', fault: 'status', status: 400, message })
  const failed = saver.list({ configurable: {} }, { filter: { note: state } }).next()
  await expect(failed).rejects.toMatchObject({ code: 'QUERY_REJECTED' })
  await expect(failed).rejects.toThrow(state)
  expect(JSON.stringify(tracing.spans())).not.toContain(state)
  expect(lines.join('')).not.toContain(state)
  expect(lines.join('')).toContain('list failed')
})
