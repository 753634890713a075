import { pino } from 'pino'
import { afterEach, describe, expect, it } from 'vitest'
import type { KustoSaver } from '../../../src/index.ts'
import { checkpointOf, freshThread, metadataOf } from '../../support/checkpoints.ts'
import type { TestMetrics } from '../../support/otel.ts'
import { observedKusto, type ObservedSaver } from './observed-kusto.ts'

const world = observedKusto()

afterEach(() => {
  world.kusto.delays.clear()
  world.kusto.faults.clear()
})

const WAIT = 'wait.reason'
const REQUEST = 'db.operation.name'

/** Points other than 0, by one of their labels. */
async function nonZeroPoints(
  metrics: TestMetrics,
  metric: string,
  label: string,
): Promise<Record<string, number>> {
  const points = await metrics.points(`langgraph.kusto.${metric}`)
  return Object.fromEntries(
    points
      .filter(({ value }) => value > 0)
      .map(({ attributes, value }) => [String(attributes[label]), value]),
  )
}

function pinoInMemory() {
  const written: Record<string, unknown>[] = []
  const logger = pino(
    { level: 'info' },
    { write: (line: string) => void written.push(JSON.parse(line)) },
  )
  return { logger, waits: () => written.filter(({ op }) => op === 'wait') }
}

async function put(saver: KustoSaver): Promise<void> {
  const config = { configurable: { thread_id: freshThread(), checkpoint_ns: '' } }
  await saver.put(config, checkpointOf(1, { a: 1 }), metadataOf(1), { a: 1 })
}

/** Rows that no query returns for a while fill an overlay of one byte: all writers wait. */
async function withFullOverlay({ saver }: ObservedSaver): Promise<Promise<void>[]> {
  world.kusto.delays.set({ visibilityMs: 2_000 })
  await put(saver)
  world.kusto.delays.clear()
  return [put(saver), put(saver), put(saver)]
}

describe('a full overlay, which stops all writers', () => {
  it('shows in waits, in calls under way and in the time without success', async () => {
    await using observed = world.open({ maxOverlayBytes: 1 })
    const { metrics } = observed
    const puts = await withFullOverlay(observed)
    await expect.poll(() => nonZeroPoints(metrics, 'waiting_writes', WAIT)).toEqual({ overlay: 3 })
    expect(await nonZeroPoints(metrics, 'blocked_writes', WAIT)).toEqual({ overlay: 3 })
    expect(await nonZeroPoints(metrics, 'calls_in_flight', 'operation')).toEqual({ put: 3 })
    const { put: age = 0 } = await nonZeroPoints(metrics, 'oldest_call_age_seconds', 'operation')
    const { put: stalled = 0 } = await nonZeroPoints(metrics, 'calls_stalled_seconds', 'operation')
    expect(age).toBeGreaterThan(0)
    expect(stalled).toBeGreaterThan(0)
    await Promise.all(puts)
    expect(await nonZeroPoints(metrics, 'waiting_writes', WAIT)).toEqual({})
    expect(await nonZeroPoints(metrics, 'calls_in_flight', 'operation')).toEqual({})
    expect(await nonZeroPoints(metrics, 'calls_stalled_seconds', 'operation')).toEqual({})
    const waited = await nonZeroPoints(metrics, 'wait_duration_seconds', WAIT)
    expect(waited['overlay']).toBe(3)
  })

  it('logs one line at its start and one at its end, however many writers wait', async () => {
    const { logger, waits } = pinoInMemory()
    await using observed = world.open({ maxOverlayBytes: 1, logger })
    const puts = await withFullOverlay(observed)
    await Promise.all(puts)
    expect(waits()).toEqual([
      expect.objectContaining({
        level: 40,
        msg: 'the overlay is full, writers wait',
        reason: 'overlay',
        max_bytes: 1,
      }),
      expect.objectContaining({ level: 30, msg: 'no writer waits any more', writes: 3 }),
    ])
  })
})

describe('a full buffer', () => {
  it('increases the same counter with another reason', async () => {
    const { logger, waits } = pinoInMemory()
    await using observed = world.open({ maxBufferedRows: 1, logger })
    const { metrics } = observed
    world.kusto.delays.set({ latencyMs: { ingest: 500 } })
    const puts = Promise.all([put(observed.saver), put(observed.saver)])
    await expect.poll(() => nonZeroPoints(metrics, 'waiting_writes', WAIT)).toEqual({ buffer: 3 })
    expect(await nonZeroPoints(metrics, 'blocked_writes', WAIT)).toEqual({ buffer: 3 })
    expect(waits()).toHaveLength(1)
    await puts
    expect((await nonZeroPoints(metrics, 'wait_duration_seconds', WAIT))['buffer']).toBe(3)
  })
})

const newConfig = () => ({ configurable: { thread_id: freshThread(), checkpoint_ns: '' } })

describe('a read that hangs', () => {
  it('shows while it does, and its latency is recorded when its caller gives up', async () => {
    await using observed = world.open()
    const { metrics } = observed
    world.kusto.faults.add({ endpoint: 'query', fault: 'hang' })
    const abort = new AbortController()
    const reading = observed.saver.getTuple({ ...newConfig(), signal: abort.signal })
    await expect
      .poll(() => nonZeroPoints(metrics, 'requests_in_flight', REQUEST))
      .toEqual({ query: 1 })
    expect(await nonZeroPoints(metrics, 'calls_in_flight', 'operation')).toEqual({ get_tuple: 1 })
    const { query: age = 0 } = await nonZeroPoints(metrics, 'oldest_request_age_seconds', REQUEST)
    expect(age).toBeGreaterThan(0)
    abort.abort()
    await expect(reading).rejects.toMatchObject({ code: 'ABORTED' })
    expect(await nonZeroPoints(metrics, 'requests_in_flight', REQUEST)).toEqual({})
    expect(await nonZeroPoints(metrics, 'calls_in_flight', 'operation')).toEqual({})
    expect(await nonZeroPoints(metrics, 'get_tuple_duration_seconds', 'error.type')).toEqual({
      ABORTED: 1,
    })
  })

  it('is not a list with a slow consumer', async () => {
    await using observed = world.open()
    const config = newConfig()
    await observed.saver.put(config, checkpointOf(1, { a: 1 }), metadataOf(1), { a: 1 })
    const list = observed.saver.list(config)
    await list.next()
    expect(await nonZeroPoints(observed.metrics, 'calls_in_flight', 'operation')).toEqual({})
    await list.return(undefined)
  })
})

it('a closed saver does not count as open, which distinguishes a shutdown from a crash', async () => {
  await using observed = world.open()
  const openSavers = async () =>
    (await observed.metrics.points('langgraph.kusto.open_savers')).map(({ value }) => value)
  await put(observed.saver)
  expect(await openSavers()).toEqual([1])
  await observed.saver.close()
  expect(await openSavers()).toEqual([0])
})

describe('a request that waits for its turn', () => {
  it('is in the histogram of waits, beside the limits', async () => {
    await using observed = world.open({ maxConcurrentQueries: 1, maxConcurrentIngests: 3 })
    const { metrics } = observed
    world.kusto.delays.set({ latencyMs: { query: 20 } })
    const read = async () => observed.saver.getTuple(newConfig())
    await Promise.all([read(), read(), put(observed.saver)])
    const waited = await nonZeroPoints(metrics, 'wait_duration_seconds', WAIT)
    expect(waited['query_turn']).toBeGreaterThan(0)
    expect(waited['batch']).toBe(2)
    expect(await nonZeroPoints(metrics, 'ingest_limit', REQUEST)).toEqual({ streaming_ingest: 3 })
  })
})
