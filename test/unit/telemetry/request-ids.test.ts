import { pino } from 'pino'
import { afterEach, expect, it } from 'vitest'
import { KustoSaver } from '../../../src/index.ts'
import { placeOf } from '../../../src/telemetry/core/kusto-place.ts'
import { checkpointOf, freshThread, metadataOf } from '../../support/checkpoints.ts'
import { openMetrics, openTracing } from '../../support/otel.ts'
import { observedKusto } from './observed-kusto.ts'

const world = observedKusto()

afterEach(() => {
  world.kusto.faults.clear()
})

it('every request has an id of its own without tracing, in its lines and in the error', async () => {
  const lines: Record<string, unknown>[] = []
  const write = (line: string): void => {
    const parsed: Record<string, unknown> = JSON.parse(line)
    lines.push(parsed)
  }
  await using saver = new KustoSaver({
    client: world.kusto.client(),
    logger: pino({ level: 'trace' }, { write }),
    retries: 1,
  })
  const config = { configurable: { thread_id: freshThread(), checkpoint_ns: '' } }
  await saver.getTuple(config)
  await saver.getTuple(config)
  const ids = lines.flatMap(({ client_request_id: id }) => (typeof id === 'string' ? [id] : []))
  expect(new Set(ids).size).toBe(ids.length)
  const sent = world.kusto.requests.map(({ clientRequestId }) => clientRequestId)
  expect(sent).toEqual(expect.arrayContaining(ids))
  lines.splice(0)
  world.kusto.faults.add({ endpoint: 'query', fault: 'status', status: 520 })
  const failure: unknown = await saver.getTuple(config).catch((error: unknown) => error)
  const failed = lines.filter(({ msg }) => msg === 'request failed')
  const last = failed.at(-1)?.['client_request_id']
  expect(last).toMatch(/^LGK\.query;[0-9a-f]{32}-\d+$/)
  expect(failure).toMatchObject({ clientRequestId: last, message: textMatching(last) })
  expect(lines.find(({ msg }) => msg === 'query failed, will be retried')).toMatchObject({
    client_request_id: failed[0]?.['client_request_id'],
  })
  expect(lines.find(({ msg }) => msg === 'get_tuple failed')).toMatchObject({
    err: { client_request_id: last },
  })
})

it('a line says which writer wrote it, and where it writes', async () => {
  const lines: unknown[] = []
  const { url } = await world.kusto.listen()
  await using saver = KustoSaver.fromConnString(`${url}/NetDefaultDB`, {
    logger: pino(
      { level: 'trace' },
      { write: (line: string) => void lines.push(JSON.parse(line)) },
    ),
  })
  await saver.getTuple({ configurable: { thread_id: freshThread() } })
  expect(lines[0]).toMatchObject({
    writer: expect.stringMatching(/^[0-9a-f]{12}$/),
    database: 'NetDefaultDB',
    server: new URL(url).hostname,
  })
})

function textMatching(part: unknown): unknown {
  return expect.stringContaining(String(part))
}

it("finds a query in Kusto's own log by its trace, through the official SDK", async () => {
  const { url } = await world.kusto.listen()
  const tracing = openTracing()
  const metrics = openMetrics()
  await using saver = KustoSaver.fromConnString(`${url}/NetDefaultDB`, {
    tracerProvider: tracing.provider,
    meterProvider: metrics.provider,
  })
  const config = { configurable: { thread_id: freshThread(), checkpoint_ns: '' } }
  await saver.put(config, checkpointOf(1, { a: 1 }), metadataOf(1), { a: 1 })
  await saver.getTuple(config)
  const [query] = tracing.spans().filter(({ name }) => name === 'query latest checkpoint')
  const { port, hostname } = new URL(url)
  expect(query?.attributes).toMatchObject({
    'db.namespace': 'NetDefaultDB',
    'server.address': hostname,
    'server.port': Number(port),
  })
  const found = await world.kusto.client().command({
    text: `.show queries | where ClientActivityId has "${query?.traceId}" | project ClientActivityId`,
  })
  expect(found.rows).toEqual([[query?.attributes['azure.kusto.client_request_id']]])
  const durations = await metrics.points('db.client.operation.duration')
  expect(durations[0]?.attributes).toMatchObject({
    'db.namespace': 'NetDefaultDB',
    'server.address': hostname,
  })
  expect(durations[0]?.attributes).not.toHaveProperty('server.port')
})

it.each([
  ['https://help.kusto.windows.net', 'help.kusto.windows.net', undefined],
  ['https://kusto.example:8443', 'kusto.example', 8443],
  ['http://127.0.0.1:8080', '127.0.0.1', 8080],
])('reports the port of %s only if it is not 443', (clusterUri, host, port) => {
  expect(placeOf({ clusterUri, database: 'Agents' })).toEqual({ database: 'Agents', host, port })
})
