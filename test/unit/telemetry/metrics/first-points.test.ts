import { afterEach, expect, it } from 'vitest'
import type { KustoSaverParams } from '../../../../src/index.ts'
import { METRICS } from '../../../../src/telemetry/core/semconv.ts'
import { checkpointOf, freshThread, idOf, metadataOf } from '../../../support/checkpoints.ts'
import { observedKusto, type ObservedSaver } from '../observed-kusto.ts'

/*
 * Prometheus' rate() ignores a series' first value: it misses a failure that begins a series, which
 * on a quiet host is the only one.
 */
const world = observedKusto()

afterEach(() => {
  world.kusto.faults.clear()
})

const COUNTERS = METRICS.filter(({ kind }) => kind === 'counter')

async function counterSeries({ metrics }: ObservedSaver): Promise<readonly string[]> {
  const points = await Promise.all(COUNTERS.map(async ({ name }) => metrics.allPoints(name)))
  return points.flat().map(({ metric, attributes }) => {
    const labels = Object.entries(attributes).map(([name, value]) => `${name}=${String(value)}`)
    return `${metric} {${labels.toSorted().join(' ')}}`
  })
}

/** Every operation once, whatever its result. */
async function callAll({ saver }: ObservedSaver): Promise<void> {
  const threadId = freshThread()
  const config = {
    configurable: { thread_id: threadId, checkpoint_ns: '', checkpoint_id: idOf(1) },
  }
  const calls = [
    async () => saver.put(config, checkpointOf(2, { a: 1, b: 2 }), metadataOf(2), { b: 2 }),
    async () => saver.putWrites(config, [['a', 1]], 'task'),
    async () => saver.getTuple(config),
    async () => saver.list(config).next(),
    async () => saver.getDeltaChannelHistory({ config, channels: ['a'] }),
    async () => saver.deleteThread(threadId),
    async () => saver.flush(),
  ]
  for (const call of calls) await call().catch(() => undefined)
}

const OPTIONS: readonly Omit<KustoSaverParams, 'client'>[] = [
  { writeMode: 'durable' },
  { writeMode: 'buffered' },
  { ingestion: 'queued', flushImmediately: true },
  { ingestion: 'managed', flushImmediately: true },
]

it.each(OPTIONS)(
  'no call of a saver with %j starts a new series, whatever fails',
  async (options) => {
    for (const endpoint of ['query', 'ingest', 'enqueue'] as const) {
      for (const status of [400, 403, 404, 429, 503]) {
        await using observed = world.open({ retries: 1, retryBudgetMs: 50, ...options })
        const before = await counterSeries(observed)
        world.kusto.faults.add({ endpoint, fault: 'status', status })
        await callAll(observed)
        const after = await counterSeries(observed)
        world.kusto.faults.clear()
        expect(
          after.filter((series) => !before.includes(series)),
          `${endpoint} ${status}`,
        ).toEqual([])
      }
    }
  },
)

it('a successful call starts no new series either', async () => {
  await using observed = world.open()
  const before = await counterSeries(observed)
  await callAll(observed)
  expect((await counterSeries(observed)).filter((series) => !before.includes(series))).toEqual([])
})
