import { expect, it } from 'vitest'
import { KustoSaver } from '../../../src/index.ts'
import { METRICS } from '../../../src/telemetry/core/semconv.ts'
import { checkpointOf, freshThread, metadataOf } from '../../support/checkpoints.ts'
import { openMetrics, type MetricPoint } from '../../support/otel.ts'
import { observedKusto } from './observed-kusto.ts'

const world = observedKusto()

const CLUSTER = 'https://agents.westeurope.kusto.windows.net'

function placeOf({ attributes }: MetricPoint): string {
  return `${String(attributes['db.namespace'])} on ${String(attributes['server.address'])}`
}

function nameOf({ metric, attributes }: MetricPoint): string {
  return `${metric} ${JSON.stringify({ ...attributes, 'db.namespace': '' })}`
}

function isGauge({ metric }: MetricPoint): boolean {
  return METRICS.some(({ name, kind }) => name === metric && kind === 'gauge')
}

async function put(saver: KustoSaver): Promise<void> {
  const config = { configurable: { thread_id: freshThread(), checkpoint_ns: '' } }
  await saver.put(config, checkpointOf(1, { a: 1 }), metadataOf(1), { a: 1 })
  await saver.getTuple(config)
}

it('every point of two savers names its own database and server', async () => {
  const metrics = openMetrics()
  const savers = ['Support', 'Sales'].map(
    (database) =>
      new KustoSaver({
        client: world.kusto.client(),
        endpoint: { clusterUri: CLUSTER, database },
        meterProvider: metrics.provider,
      }),
  )
  const [support, sales] = savers
  if (support === undefined || sales === undefined) throw new Error('There are two savers.')
  await put(support)
  await put(support)
  await put(sales)
  const points = await metrics.points()
  const host = new URL(CLUSTER).hostname
  expect(new Set(points.map(placeOf))).toEqual(new Set([`Support on ${host}`, `Sales on ${host}`]))
  const puts = points.filter(({ metric }) => metric === 'langgraph.kusto.puts')
  expect(puts.map((point) => [placeOf(point), point.value])).toEqual([
    [`Support on ${host}`, 2],
    [`Sales on ${host}`, 1],
  ])
  const gaugesOf = (database: string): string[] =>
    points.filter((point) => isGauge(point) && placeOf(point).startsWith(database)).map(nameOf)
  expect(gaugesOf('Sales').length).toBeGreaterThan(20)
  expect(gaugesOf('Support').toSorted()).toEqual(gaugesOf('Sales').toSorted())
  await Promise.all(savers.map(async (saver) => saver.close()))
  await metrics.shutdown()
})

it('savers of one database share their series', async () => {
  const metrics = openMetrics()
  const savers = [1, 2].map(
    () =>
      new KustoSaver({
        client: world.kusto.client(),
        endpoint: { clusterUri: CLUSTER, database: 'Support' },
        meterProvider: metrics.provider,
      }),
  )
  await Promise.all(savers.map(put))
  const open = await metrics.points('langgraph.kusto.open_savers')
  expect(open.map((point) => [placeOf(point), point.value])).toEqual([
    [`Support on ${new URL(CLUSTER).hostname}`, 2],
  ])
  await Promise.all(savers.map(async (saver) => saver.close()))
  await metrics.shutdown()
})

it('a saver whose endpoint is unknown has no such attributes', async () => {
  await using observed = world.open()
  await put(observed.saver)
  const points = await observed.metrics.points()
  const placed = points.filter(({ attributes }) => 'db.namespace' in attributes)
  expect(placed).toEqual([])
})
