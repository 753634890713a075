import { afterEach, expect, it } from 'vitest'
import { KustoSaver, type KustoSaverParams } from '../../../src/index.ts'
import { checkpointOf, freshThread, metadataOf } from '../../support/checkpoints.ts'
import { openMetrics, openTracing, registerGlobally, type TestMetrics } from '../../support/otel.ts'
import { observedKusto } from './observed-kusto.ts'

const world = observedKusto()
let unregister: (() => void) | undefined

afterEach(() => {
  unregister?.()
  unregister = undefined
})

async function put(saver: KustoSaver): Promise<void> {
  const config = { configurable: { thread_id: freshThread(), checkpoint_ns: '' } }
  await saver.put(config, checkpointOf(1, { a: 1 }), metadataOf(1), { a: 1 })
}

const openSaver = (options: Omit<KustoSaverParams, 'client'> = {}) =>
  // no probe takes rows out of the overlay
  new KustoSaver({
    client: world.kusto.client(),
    telemetry: { lagProbeIntervalMs: 0 },
    ...options,
  })

it('an SDK that is registered after the saver receives telemetry from then on', async () => {
  await using saver = openSaver()
  await put(saver)
  const tracing = openTracing()
  const metrics = openMetrics()
  unregister = registerGlobally({ tracing, metrics })
  await put(saver)
  expect(tracing.spans().filter(({ name }) => name === 'checkpointer.put')).toHaveLength(1)
  expect(await metrics.points('langgraph.kusto.puts')).toMatchObject([{ value: 1 }])
  expect(await metrics.points('langgraph.kusto.batch_queue_size')).toHaveLength(4)
})

it('rows put before the SDK was registered are probed afterwards, and do not seem to lag forever', async () => {
  await using saver = openSaver({ telemetry: { lagProbeIntervalMs: 20 } })
  await put(saver)
  const metrics = openMetrics()
  unregister = registerGlobally({ metrics })
  await saver.getTuple({ configurable: { thread_id: freshThread() } })
  const rows = async () => only(metrics, 'langgraph.kusto.overlay_rows')
  await expect.poll(rows, { timeout: 5_000 }).toBe(0)
})

it('a new provider replaces the old one', async () => {
  await using saver = openSaver()
  const first = openMetrics()
  unregister = registerGlobally({ metrics: first })
  await put(saver)
  unregister()
  const second = openMetrics()
  unregister = registerGlobally({ metrics: second })
  await put(saver)
  await put(saver)
  expect(await first.points('langgraph.kusto.puts')).toMatchObject([{ value: 1 }])
  expect(await first.points('langgraph.kusto.overlay_rows')).toEqual([])
  expect(await second.points('langgraph.kusto.puts')).toMatchObject([{ value: 2 }])
  expect(await second.points('langgraph.kusto.overlay_rows')).toMatchObject([{ value: 6 }])
})

it('spans go to the new provider too', async () => {
  await using saver = openSaver()
  const first = openTracing()
  unregister = registerGlobally({ tracing: first })
  await put(saver)
  unregister()
  const second = openTracing()
  unregister = registerGlobally({ tracing: second })
  await put(saver)
  // the first write of a saver asks for the cluster's time
  expect([first, second].map((tracing) => tracing.spans().length)).toEqual([4, 3])
})

it('several savers are summed, and a closed one leaves the gauges', async () => {
  const metrics = openMetrics()
  unregister = registerGlobally({ metrics })
  const [one, other] = [openSaver(), openSaver()]
  await put(one)
  await put(other)
  await put(other)
  expect(await metrics.points('langgraph.kusto.puts')).toMatchObject([{ value: 3 }])
  expect(await metrics.points('langgraph.kusto.overlay_rows')).toMatchObject([{ value: 6 }])
  await other.close()
  expect(await metrics.points('langgraph.kusto.overlay_rows')).toMatchObject([{ value: 2 }])
  await one.close()
  expect(await metrics.points('langgraph.kusto.overlay_rows')).toMatchObject([{ value: 0 }])
  expect(await metrics.points('langgraph.kusto.puts')).toMatchObject([{ value: 3 }])
})

async function only(metrics: TestMetrics, metric: string): Promise<number | undefined> {
  const points = await metrics.points(metric)
  expect(points).toHaveLength(1)
  return points[0]?.value
}

it('overlay usage is that of the fullest saver by its own limit, while bytes are summed', async () => {
  const metrics = openMetrics()
  unregister = registerGlobally({ metrics })
  const maxOverlayBytes = 100_000
  await using small = openSaver({ maxOverlayBytes })
  await put(small)
  const bytes = await only(metrics, 'langgraph.kusto.overlay_bytes')
  expect(bytes).toBeGreaterThan(0)
  const share = (bytes ?? 0) / maxOverlayBytes
  expect(await only(metrics, 'langgraph.kusto.overlay_fill_ratio')).toBe(share)
  await using roomy = openSaver()
  await put(roomy)
  expect(await only(metrics, 'langgraph.kusto.overlay_bytes')).toBeGreaterThan(bytes ?? 0)
  expect(await only(metrics, 'langgraph.kusto.overlay_fill_ratio')).toBe(share)
})

it.each([
  [{ maxBufferedRows: 4 }, 0.5],
  [{ maxBufferedBytes: 1 }, 1],
])('buffer usage is by rows or bytes, whichever is nearer the limit: %j', async (bounds, least) => {
  const metrics = openMetrics()
  unregister = registerGlobally({ metrics })
  world.kusto.faults.add({ endpoint: 'ingest', fault: 'hang' })
  await using saver = openSaver({ ...bounds, retries: 0, retryBudgetMs: 0, ingestTimeoutMs: 500 })
  await using _ = openSaver()
  const pending = put(saver).catch(() => undefined)
  const share = async () => only(metrics, 'langgraph.kusto.buffer_fill_ratio')
  await expect.poll(share).toBeGreaterThanOrEqual(least)
  await pending
  world.kusto.faults.clear()
  await expect.poll(share).toBe(0)
})

it('counters begin at zero, so that the first failure is an increase', async () => {
  const metrics = openMetrics()
  unregister = registerGlobally({ metrics })
  await using _ = openSaver()
  const zeros = await metrics.allPoints('langgraph.kusto.dropped_rows')
  expect(zeros.map(({ value }) => value)).toEqual([0, 0, 0, 0])
})
