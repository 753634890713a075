import { context, trace, TraceFlags, type SpanContext } from '@opentelemetry/api'
import { afterEach, describe, expect, it } from 'vitest'
import { batchLinks } from '../../../src/telemetry/traces/batch-links.ts'
import { checkpointOf, freshThread, idOf, metadataOf } from '../../support/checkpoints.ts'
import { observedKusto, spanTree } from './observed-kusto.ts'

const world = observedKusto()

afterEach(() => {
  world.kusto.faults.clear()
})

const configOf = (threadId: string) => ({
  configurable: { thread_id: threadId, checkpoint_ns: '' },
})

async function put({ saver }: ReturnType<typeof world.open>): Promise<void> {
  await saver.put(configOf(freshThread()), checkpointOf(1, { a: 1 }), metadataOf(1), { a: 1 })
}

describe('a put under a retry', () => {
  it('is not a failure: its batch is one span, the retry is counted, the failed request measured', async () => {
    await using observed = world.open()
    world.kusto.faults.add({
      endpoint: 'ingest',
      table: 'Checkpoints',
      fault: 'status',
      status: 429,
      times: 1,
    })
    await put(observed)
    expect(spanTree(observed.tracing.spans())).toEqual([
      'checkpointer.put',
      'ingest CheckpointBlobs -> checkpointer.put',
      'ingest Checkpoints -> checkpointer.put',
    ])
    const points = await observed.metrics.points()
    const valueOf = (metric: string, labels: object) =>
      points.find(
        (point) =>
          point.metric === metric &&
          Object.entries(labels).every(([name, value]) => point.attributes[name] === value),
      )?.value
    const retry = { 'db.operation.name': 'streaming_ingest', reason: '429' }
    expect(valueOf('langgraph.kusto.retries', retry)).toBe(1)
    const table = { 'db.collection.name': 'Checkpoints' }
    expect(valueOf('db.client.operation.duration', { ...table, 'error.type': '429' })).toBe(1)
    expect(valueOf('db.client.operation.duration', { ...table, 'error.type': undefined })).toBe(1)
    expect(valueOf('langgraph.kusto.ingest_duration_seconds', table)).toBe(1)
    expect(valueOf('langgraph.kusto.puts', { 'error.type': undefined })).toBe(1)
  })

  it.each([
    ['5xx', { fault: 'status', status: 503 }],
    ['network', { fault: 'reset' }],
  ] as const)('reports the reason of a retry: %s', async (reason, fault) => {
    await using observed = world.open()
    world.kusto.faults.add({ endpoint: 'ingest', table: 'Checkpoints', times: 1, ...fault })
    await put(observed)
    expect(await observed.metrics.points('langgraph.kusto.retries')).toMatchObject([
      { value: 1, attributes: { 'db.operation.name': 'streaming_ingest', reason } },
    ])
  })
})

describe('fifty puts at once', () => {
  it('share batches that are linked to each of them and have their own traces', async () => {
    await using observed = world.open()
    await Promise.all(Array.from({ length: 50 }, async () => put(observed)))
    const spans = observed.tracing.spans()
    const puts = spans.filter(({ name }) => name === 'checkpointer.put')
    const batches = spans.filter(({ name }) => name.startsWith('ingest '))
    expect(puts).toHaveLength(50)
    expect(batches.length).toBeLessThanOrEqual(4)
    expect(new Set(puts.map(({ traceId }) => traceId)).size).toBe(50)
    for (const table of ['Checkpoints', 'CheckpointBlobs']) {
      const ofTable = batches.filter((span) => span.attributes['db.collection.name'] === table)
      const linked = ofTable.flatMap(({ links }) => links.map(({ spanId }) => spanId))
      expect(linked.toSorted()).toEqual(puts.map(({ spanId }) => spanId).toSorted())
      const carried = ofTable.map(({ attributes }) => attributes['langgraph.kusto.batch.puts'])
      expect(carried.reduce((sum: number, n) => sum + Number(n), 0)).toBe(50)
    }
    for (const batch of batches) {
      expect(batch.parentSpanId).toBeUndefined()
      expect(puts.map(({ traceId }) => traceId)).not.toContain(batch.traceId)
    }
    const counted = await observed.metrics.points('langgraph.kusto.puts')
    expect(counted.map(({ value }) => value)).toEqual([50])
    const rows = await observed.metrics.points('langgraph.kusto.ingested_rows')
    expect(rows.map(({ value }) => value)).toEqual([50, 50])
  })

  it('inside one trace of the caller have that trace, and the batches do not', async () => {
    await using observed = world.open()
    const tracer = observed.tracing.provider.getTracer('caller')
    const root = tracer.startSpan('superstep')
    await context.with(trace.setSpan(context.active(), root), async () =>
      Promise.all(Array.from({ length: 5 }, async () => put(observed))),
    )
    root.end()
    const { traceId, spanId } = root.spanContext()
    const spans = observed.tracing.spans()
    const puts = spans.filter(({ name }) => name === 'checkpointer.put')
    expect(puts.map((span) => [span.traceId, span.parentSpanId])).toEqual(
      puts.map(() => [traceId, spanId]),
    )
    const [batch] = spans.filter(({ name }) => name === 'ingest Checkpoints')
    expect(batch?.traceId).not.toBe(traceId)
    expect(batch?.links).toHaveLength(5)
  })
})

describe('a batch', () => {
  it('that Kusto rejects for one of its rows is split, with a span for each half', async () => {
    await using observed = world.open()
    world.kusto.faults.add({
      endpoint: 'ingest',
      table: 'CheckpointWrites',
      fault: 'status',
      status: 400,
      permanent: true,
      times: 1,
    })
    const writeOf = async () =>
      observed.saver.putWrites(
        { configurable: { thread_id: freshThread(), checkpoint_id: idOf(1) } },
        [['a', 1]],
        'task',
      )
    await Promise.all([writeOf(), writeOf()])
    const batches = observed.tracing.spans().filter(({ name }) => name.startsWith('ingest '))
    expect(
      batches.map(({ attributes, links }) => [attributes['error.type'], links.length]),
    ).toEqual([
      ['400', 2],
      [undefined, 1],
      [undefined, 1],
    ])
  })

  it.each(['queued', 'managed'] as const)(
    'of %s ingestion is reported by its path',
    async (ingestion) => {
      await using observed = world.open({ ingestion, retries: 0, retryBudgetMs: 0 })
      world.kusto.faults.add({ endpoint: 'ingest', fault: 'status', status: 429 })
      await observed.saver.putWrites(
        { configurable: { thread_id: freshThread(), checkpoint_id: idOf(1) } },
        [['a', 1]],
        'task',
      )
      const batches = observed.tracing.spans().filter(({ name }) => name.startsWith('ingest '))
      const ways = batches.map(({ attributes }) => [
        attributes['db.operation.name'],
        attributes['error.type'],
      ])
      const queued = ['queued_ingest', undefined]
      expect(ways).toEqual(
        ingestion === 'queued' ? [queued] : [['streaming_ingest', '429'], queued],
      )
    },
  )

  it('sends its trace as the id of its request', async () => {
    await using observed = world.open()
    await put(observed)
    const [batch] = observed.tracing.spans().filter(({ name }) => name === 'ingest Checkpoints')
    const id = `LGK.streaming_ingest;${batch?.traceId}-${batch?.spanId}`
    expect(world.kusto.requests.map(({ clientRequestId }) => clientRequestId)).toContain(id)
  })
})

function spanOf(traceNumber: number, spanNumber: number): SpanContext {
  return {
    traceId: traceNumber.toString(16).padStart(32, '0'),
    spanId: spanNumber.toString(16).padStart(16, '0'),
    traceFlags: TraceFlags.SAMPLED,
  }
}

describe('links', () => {
  it('are limited to what an SDK keeps, with one of each trace first', () => {
    const oneTrace = Array.from({ length: 150 }, (_, n) => spanOf(1, n + 1))
    const others = Array.from({ length: 50 }, (_, n) => spanOf(n + 2, n + 1000))
    const links = batchLinks([...oneTrace, ...others])
    expect(links).toHaveLength(128)
    expect(new Set(links.map(({ context: { traceId } }) => traceId)).size).toBe(51)
  })

  it('point to each span once, and are absent without one', () => {
    expect(batchLinks([spanOf(1, 1), undefined, spanOf(1, 1), spanOf(1, 2)])).toEqual([
      { context: spanOf(1, 1) },
      { context: spanOf(1, 2) },
    ])
  })
})
