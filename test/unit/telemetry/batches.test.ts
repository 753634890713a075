import { context, trace, TraceFlags } from '@opentelemetry/api'
import { afterEach, describe, expect, it } from 'vitest'
import { batchOrigin } from '../../../src/telemetry/traces/batch-origin.ts'
import { linkBatch } from '../../../src/telemetry/traces/link-batch.ts'
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
      '  ingest CheckpointBlobs',
      '  ingest Checkpoints',
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
  it('share batches: each is the child of one put and linked with the others', async () => {
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
      const carriedFor = ofTable.flatMap(({ parentSpanId, links }) => [
        parentSpanId ?? 'none',
        ...links.map(({ spanId }) => spanId),
      ])
      expect(carriedFor.toSorted()).toEqual(puts.map(({ spanId }) => spanId).toSorted())
      const carried = ofTable.map(({ attributes }) => attributes['langgraph.kusto.batch.puts'])
      expect(carried.reduce((sum: number, n) => sum + Number(n), 0)).toBe(50)
    }
    for (const batch of batches) {
      const { traceId, spanId } = batch
      const parent = puts.find((span) => span.spanId === batch.parentSpanId)
      expect(traceId).toBe(parent?.traceId)
      const attribute = 'azure.kusto.client_request_id'
      const attributes = { [attribute]: batch.attributes[attribute] }
      for (const link of batch.links) {
        const linked = puts.find((span) => span.spanId === link.spanId)
        expect(linked?.links).toContainEqual({ traceId, spanId, attributes })
      }
    }
    const counted = await observed.metrics.points('langgraph.kusto.puts')
    expect(counted.map(({ value }) => value)).toEqual([50])
    const rows = await observed.metrics.points('langgraph.kusto.ingested_rows')
    expect(rows.map(({ value }) => value)).toEqual([50, 50])
  })

  it('inside one trace of the caller have that trace, and so have their batches', async () => {
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
    expect(batch?.traceId).toBe(traceId)
    expect(batch?.links).toHaveLength(4)
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
      ['400', 1],
      [undefined, 0],
      [undefined, 0],
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

function spanOf(traceNumber: number, spanNumber: number, traceFlags = TraceFlags.SAMPLED) {
  return trace.wrapSpanContext({
    traceId: traceNumber.toString(16).padStart(32, '0'),
    spanId: spanNumber.toString(16).padStart(16, '0'),
    traceFlags,
  })
}

describe('the origin of a batch', () => {
  it('has links up to the limit of an SDK, with one of each trace first', () => {
    const oneTrace = Array.from({ length: 150 }, (_, n) => spanOf(1, n + 1))
    const others = Array.from({ length: 50 }, (_, n) => spanOf(n + 2, n + 1000))
    const { links } = batchOrigin([...oneTrace, ...others])
    expect(links).toHaveLength(128)
    expect(new Set(links.map(({ context: { traceId } }) => traceId)).size).toBe(51)
  })

  it('has each operation once, and is nowhere without one', () => {
    const [one, again, other] = [spanOf(1, 1), spanOf(1, 1), spanOf(1, 2)]
    expect(batchOrigin([one, undefined, again])).toMatchObject({
      parent: one.spanContext(),
      links: [],
    })
    expect(batchOrigin([one, again, other])).toEqual({
      parent: one.spanContext(),
      others: [other],
      links: [{ context: other.spanContext() }],
    })
    expect(batchOrigin([undefined, undefined])).toMatchObject({ parent: undefined, links: [] })
  })

  it('is the first sampled operation', () => {
    const [dropped, sampled] = [spanOf(1, 1, TraceFlags.NONE), spanOf(2, 2)]
    expect(batchOrigin([dropped, sampled])).toMatchObject({
      parent: sampled.spanContext(),
      links: [{ context: dropped.spanContext() }],
    })
  })
})

describe('an operation whose span', () => {
  const batch = spanOf(9, 9).spanContext()

  it('cannot have links after its start gets the id of the request', () => {
    const attributes: unknown[] = []
    const span = Object.assign(Object.create(null), {
      isRecording: () => true,
      setAttributes: (given: unknown) => void attributes.push(given),
    })
    linkBatch([span], batch, 'LGK.streaming_ingest;1')
    expect(attributes).toEqual([{ 'azure.kusto.client_request_id': 'LGK.streaming_ingest;1' }])
  })

  it('has ended is left alone', () => {
    expect(() => linkBatch([spanOf(1, 1)], batch, 'id')).not.toThrow()
  })
})
