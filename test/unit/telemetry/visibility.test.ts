import { afterEach, describe, expect, it } from 'vitest'
import type { KustoSaver, KustoSaverParams } from '../../../src/index.ts'
import { checkpointOf, freshThread, metadataOf } from '../../support/checkpoints.ts'
import type { MetricPoint } from '../../support/otel.ts'
import { observedKusto, type ObservedSaver } from './observed-kusto.ts'

const world = observedKusto()

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

async function visibilityOf({ metrics }: ObservedSaver): Promise<MetricPoint[]> {
  return metrics.points('langgraph.kusto.ingestion_visibility_seconds')
}

/** As many points as tables have been sampled. */
async function sampled(observed: ObservedSaver, tables: number): Promise<MetricPoint[]> {
  await expect.poll(() => visibilityOf(observed), { timeout: 10_000 }).toHaveLength(tables)
  return visibilityOf(observed)
}

const looks = (): number =>
  world.kusto.requests.filter(
    ({ endpoint, text }) => endpoint === 'query' && text?.includes('writer_id'),
  ).length

const open = (lagProbeIntervalMs: number, more: Omit<KustoSaverParams, 'client'> = {}) =>
  world.open({ ...more, telemetry: { lagProbeIntervalMs } })

describe('time to visibility', () => {
  it.each(['durable', 'buffered'] as const)(
    'is short where rows are visible at once and nobody looks, in mode %s',
    async (writeMode) => {
      await using observed = open(3_600_000, { writeMode })
      await put(observed.saver)
      const points = await sampled(observed, 2)
      expect(points.map(({ attributes }) => attributes['db.collection.name'])).toEqual([
        'Checkpoints',
        'CheckpointBlobs',
      ])
      for (const { value, sum = Number.NaN } of points) {
        expect(value).toBe(1)
        expect(sum).toBeLessThan(2)
      }
    },
  )

  it('is at most twice as long as rows were invisible, whatever the interval', async () => {
    world.kusto.delays.set({ visibilityMs: 800 })
    await using observed = open(3_600_000)
    await put(observed.saver)
    for (const { sum } of await sampled(observed, 2)) {
      expect(sum).toBeGreaterThan(0.7)
      // and what a busy machine adds
      expect(sum).toBeLessThan(2 * 0.8 + 2)
    }
  })

  it('does not count readers that come late', async () => {
    await using observed = open(3_600_000)
    await put(observed.saver)
    const before = await sampled(observed, 2)
    const late = freshThread()
    await put(observed.saver, late)
    await observed.saver.getTuple(configOf(late))
    expect(await visibilityOf(observed)).toEqual(before)
  })

  it('is sampled again after a failed look', async () => {
    world.kusto.faults.add({
      endpoint: 'query',
      fault: 'status',
      status: 400,
      permanent: true,
      times: 1,
    })
    await using observed = open(3_600_000)
    await put(observed.saver)
    expect(await sampled(observed, 2)).toMatchObject([{ value: 1 }, { value: 1 }])
  })

  it('costs one query in an interval where rows are visible at once', async () => {
    await using observed = open(3_600_000)
    const before = looks()
    for (let index = 0; index < 20; index++) await put(observed.saver)
    await sampled(observed, 2)
    await put(observed.saver)
    expect(looks()).toBe(before + 1)
  })

  it('goes on with later rows in the next interval', async () => {
    await using observed = open(100)
    const count = async (): Promise<number> => {
      await put(observed.saver)
      const [first] = await visibilityOf(observed)
      return first?.value ?? 0
    }
    await expect.poll(count, { timeout: 10_000 }).toBeGreaterThan(2)
  })
})
