import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { KustoSaver } from '../../../src/index.ts'
import { checkpointOf, freshThread, metadataOf } from '../../support/checkpoints.ts'
import type { TestMetrics } from '../../support/otel.ts'
import { observedKusto } from './observed-kusto.ts'

const world = observedKusto()

/** Rows are watched, and no probe runs during a test. */
const SELDOM = { telemetry: { lagProbeIntervalMs: 3_600_000 } }

beforeEach(() => {
  world.kusto.delays.set({ visibilityMs: 3_600_000 })
})

afterEach(() => {
  world.kusto.delays.clear()
  world.kusto.faults.clear()
})

const configOf = (threadId: string) => ({
  configurable: { thread_id: threadId, checkpoint_ns: '' },
})

async function put(saver: KustoSaver, threadId = freshThread()): Promise<void> {
  await saver.put(configOf(threadId), checkpointOf(1, { a: 1 }), metadataOf(1), { a: 1 })
}

async function lagOf(metrics: TestMetrics, table: string): Promise<number> {
  const points = await metrics.points('langgraph.kusto.ingestion_lag_seconds')
  const value = points.find(({ attributes }) => attributes['db.collection.name'] === table)?.value
  return value ?? Number.NaN
}

async function seen(metrics: TestMetrics): Promise<string[]> {
  const points = await metrics.points('langgraph.kusto.ingestion_visibility_seconds')
  return points.map(
    ({ attributes, value }) => `${String(attributes['db.collection.name'])} ${value}`,
  )
}

const visibilityQueries = () =>
  world.kusto.requests.filter(
    ({ endpoint, text }) => endpoint === 'query' && text?.includes('writer_id'),
  ).length

describe('ingestion lag', () => {
  it('grows while acknowledged rows are invisible, by table, and is 0 elsewhere', async () => {
    await using observed = world.open({ telemetry: { lagProbeIntervalMs: 20 } })
    await put(observed.saver)
    const lag = (): Promise<number> => lagOf(observed.metrics, 'Checkpoints')
    await expect.poll(lag).toBeGreaterThan(0)
    await expect.poll(lag).toBeGreaterThan(await lag())
    expect(await lagOf(observed.metrics, 'CheckpointWrites')).toBe(0)
  })

  it('stands still while queries fail, because nobody knows whether rows are visible', async () => {
    await using observed = world.open({ telemetry: { lagProbeIntervalMs: 20 }, retries: 0 })
    const lag = (): Promise<number> => lagOf(observed.metrics, 'Checkpoints')
    world.kusto.faults.add({
      endpoint: 'query',
      table: 'Checkpoints',
      fault: 'status',
      status: 400,
    })
    const before = visibilityQueries()
    await put(observed.saver)
    await expect.poll(visibilityQueries).toBeGreaterThanOrEqual(before + 3)
    expect(await lag()).toBe(0)
    world.kusto.faults.clear()
    await expect.poll(lag).toBeGreaterThan(0.04)
  })

  it('falls to 0 when a reader gets the rows', async () => {
    await using observed = world.open(SELDOM)
    const threadId = freshThread()
    world.kusto.delays.clear()
    await put(observed.saver, threadId)
    await observed.saver.getTuple(configOf(threadId))
    expect(await lagOf(observed.metrics, 'Checkpoints')).toBe(0)
  })

  it.each([
    'langgraph.kusto.ingestion_lag_seconds',
    'langgraph.kusto.ingestion_visibility_seconds',
    'langgraph.kusto.materialized_view_age_seconds',
  ])('without a probe, %s is unknown, not 0', async (metric) => {
    world.kusto.delays.clear()
    await using observed = world.open({ telemetry: { lagProbeIntervalMs: 0 } })
    const threadId = freshThread()
    await put(observed.saver, threadId)
    await observed.saver.getTuple(configOf(threadId))
    expect(await observed.metrics.allPoints(metric)).toEqual([])
  })

  it('counts from the acknowledgement, not from the call, in buffered mode', async () => {
    await using observed = world.open({
      writeMode: 'buffered',
      telemetry: { lagProbeIntervalMs: 20 },
    })
    world.kusto.delays.set({ visibilityMs: 3_600_000, latencyMs: { ingest: 200 } })
    await put(observed.saver)
    expect(await lagOf(observed.metrics, 'Checkpoints')).toBe(0)
    await observed.saver.flush()
    await expect.poll(() => lagOf(observed.metrics, 'Checkpoints')).toBeGreaterThan(0)
  })
})

describe('the lag probe', () => {
  it('finds rows that nobody reads, without a span', async () => {
    world.kusto.delays.clear()
    await using observed = world.open({ telemetry: { lagProbeIntervalMs: 20 } })
    await put(observed.saver)
    await expect.poll(() => seen(observed.metrics)).toEqual(['Checkpoints 1', 'CheckpointBlobs 1'])
    const names = observed.tracing.spans().map(({ name }) => name)
    expect(names.filter((name) => !name.startsWith('ingest'))).toEqual(['checkpointer.put'])
  })

  it('continues while there are rows, and after failures', async () => {
    world.kusto.faults.add({
      endpoint: 'query',
      fault: 'status',
      status: 400,
      permanent: true,
      times: 1,
    })
    await using observed = world.open({ telemetry: { lagProbeIntervalMs: 20 } })
    const before = visibilityQueries()
    await put(observed.saver)
    await expect.poll(visibilityQueries).toBeGreaterThanOrEqual(before + 3)
  })

  it.each([
    ['when it is switched off', { telemetry: { lagProbeIntervalMs: 0 } }],
    ['when nobody collects', { meterProvider: undefined, telemetry: { lagProbeIntervalMs: 1 } }],
  ])('sends no query %s', async (_, options: object) => {
    await using observed = world.open(options)
    const before = visibilityQueries()
    await put(observed.saver)
    const until = performance.now() + 100
    await expect.poll(() => performance.now() > until).toBe(true)
    expect(visibilityQueries()).toBe(before)
  })

  it('rejects an invalid interval', () => {
    expect(() => world.open({ telemetry: { lagProbeIntervalMs: -1 } })).toThrow(
      'lagProbeIntervalMs',
    )
  })
})
