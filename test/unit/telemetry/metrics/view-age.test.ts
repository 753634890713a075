import { expect, it } from 'vitest'
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
