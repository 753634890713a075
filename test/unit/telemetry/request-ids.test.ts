import { expect, it } from 'vitest'
import { KustoSaver } from '../../../src/index.ts'
import { placeOf } from '../../../src/telemetry/shared/kusto-place.ts'
import { checkpointOf, freshThread, metadataOf } from '../../support/checkpoints.ts'
import { openMetrics, openTracing } from '../../support/otel.ts'
import { observedKusto } from './observed-kusto.ts'

const world = observedKusto()

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
