import { expect, it } from 'vitest'
import { KustoSaver } from '../../../../src/index.ts'
import { LocalKusto } from '../../../../src/local/index.ts'
import { ViewAge } from '../../../../src/telemetry/metrics/view-age.ts'
import { checkpointOf, freshThread, metadataOf } from '../../../support/checkpoints.ts'
import { observedKusto, type ObservedSaver } from '../observed-kusto.ts'

const world = observedKusto()

async function put({ saver }: ObservedSaver): Promise<void> {
  const config = { configurable: { thread_id: freshThread(), checkpoint_ns: '' } }
  await saver.put(config, checkpointOf(1, { a: 1 }), metadataOf(1), { a: 1 })
}

it('reports how far the view is behind, besides the lag of rows', async () => {
  await using first = world.open()
  await put(first)
  world.kusto.materialize()
  const materializedAtMs = Date.now()
  await using observed = world.open({ telemetry: { lagProbeIntervalMs: 20 } })
  await put(observed)
  const age = async () => observed.metrics.points('langgraph.kusto.materialized_view_age_seconds')
  await expect.poll(age).toHaveLength(1)
  const [point] = await age()
  expect(point?.attributes).toEqual({ 'db.collection.name': 'LatestCheckpoints' })
  expect(point?.value).toBeGreaterThan(0)
  expect(point?.value).toBeLessThanOrEqual((Date.now() - materializedAtMs) / 1000 + 0.1)
})

it('queries it without a span', async () => {
  await using observed = world.open({ telemetry: { lagProbeIntervalMs: 20 } })
  const asked = () =>
    world.kusto.requests.filter(({ text }) => text?.startsWith('.show materialized-view')).length
  const before = asked()
  await put(observed)
  await expect.poll(asked).toBe(before + 1)
  const names = observed.tracing.spans().map(({ name }) => name)
  expect(names.filter((name) => name.startsWith('management'))).toEqual([])
})

it('forgets old readings, so that an idle host does not report a late view', async () => {
  await using first = world.open()
  await put(first)
  world.kusto.materialize()
  let nowMs = 0
  const age = new ViewAge(world.kusto.client(), { nowMs: () => nowMs })
  expect(age.readGauges()).toEqual([])
  await age.read()
  nowMs = 5 * 60_000
  expect(age.readGauges()).toHaveLength(1)
  nowMs += 1
  expect(age.readGauges()).toEqual([])
  await age.read()
  expect(age.readGauges()).toHaveLength(1)
})

it('is read again at the next look while it is unknown or the read fails', async () => {
  const kusto = await LocalKusto.open()
  const first = new KustoSaver({ client: kusto.client() })
  await first.setup({ provision: true })
  await first.close()
  kusto.faults.add({ endpoint: 'mgmt', fault: 'status', status: 400, permanent: true, times: 1 })
  await using observed = world.open({
    client: kusto.client(),
    telemetry: { lagProbeIntervalMs: 20 },
  })
  // it stays in the overlay, and the view knows nothing yet
  kusto.delays.set({ visibilityMs: 3_600_000 })
  await observed.saver.deleteThread(freshThread())
  const asked = () =>
    kusto.requests.filter(({ text }) => text?.startsWith('.show materialized-view')).length
  await expect.poll(asked).toBeGreaterThan(3)
  kusto.materialize()
  await expect
    .poll(async () => observed.metrics.points('langgraph.kusto.materialized_view_age_seconds'))
    .toHaveLength(1)
  await kusto.close()
})
