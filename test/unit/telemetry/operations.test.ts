import { afterEach, describe, expect, it } from 'vitest'
import type { KustoSaver } from '../../../src/index.ts'
import { checkpointOf, freshThread, idOf, metadataOf } from '../../support/checkpoints.ts'
import type { MetricPoint } from '../../support/otel.ts'
import { observedKusto, spanTree } from './observed-kusto.ts'

const world = observedKusto()

afterEach(() => {
  world.kusto.faults.clear()
})

const configOf = (threadId: string, checkpointId?: string) => ({
  configurable: {
    thread_id: threadId,
    checkpoint_ns: '',
    ...(checkpointId === undefined ? {} : { checkpoint_id: checkpointId }),
  },
})

async function putFirst(saver: KustoSaver, threadId: string): Promise<void> {
  await saver.put(configOf(threadId), checkpointOf(1, { a: 1 }), metadataOf(1), { a: 1 })
}

/** As every run of a graph begins: writes to a thread that was never read cost one query more. */
async function readThread({ saver }: { readonly saver: KustoSaver }): Promise<string> {
  const threadId = freshThread()
  await saver.getTuple(configOf(threadId))
  return threadId
}

async function drain(items: AsyncIterable<unknown>): Promise<number> {
  let count = 0
  for await (const _ of items) count++
  return count
}

/**
 * `metric {labels} value` for counters of calls, and the number of values of duration histograms.
 */
function lines(points: readonly MetricPoint[], ...metrics: readonly string[]): string[] {
  return points
    .filter(({ metric }) => metrics.some((name) => metric === `langgraph.kusto.${name}`))
    .map(({ metric, attributes, value }) => {
      const labels = Object.entries(attributes).map(([name, label]) => `${name}=${String(label)}`)
      return `${metric.slice('langgraph.kusto.'.length)} {${labels.join(' ')}} ${value}`
    })
}

/** Attributes of every span of an in-process request. */
const REQUEST = { 'db.system.name': 'azure.kusto', 'db.operation.name': 'query' }

describe('put', () => {
  it('is one span, and two linked batches at the same time', async () => {
    await using observed = world.open()
    const threadId = freshThread()
    await putFirst(observed.saver, threadId)
    const spans = observed.tracing.spans()
    expect(spanTree(spans)).toEqual([
      'checkpointer.put',
      '  ingest CheckpointBlobs',
      '  ingest Checkpoints',
    ])
    const put = spans.find(({ name }) => name === 'checkpointer.put')
    expect(put).toMatchObject({
      kind: 0,
      status: { code: 0 },
      scope: {
        name: 'langgraph-checkpoint-kusto',
        version: expect.stringMatching(/^\d/),
        schemaUrl: 'https://opentelemetry.io/schemas/1.45.0',
      },
    })
    expect(put?.attributes).toEqual({
      'gen_ai.conversation.id': threadId,
      'langgraph.thread_id': threadId,
      'langgraph.checkpoint_ns': '',
      'langgraph.checkpoint_id': idOf(1),
      'langgraph.kusto.write.mode': 'durable',
      'langgraph.kusto.checkpoint.size': expect.any(Number),
      'langgraph.kusto.channels': 1,
    })
    const batch = spans.find(({ name }) => name === 'ingest Checkpoints')
    expect(batch).toMatchObject({ kind: 2, status: { code: 0 } })
    expect(batch?.attributes).toEqual({
      'db.system.name': 'azure.kusto',
      'db.collection.name': 'Checkpoints',
      'db.operation.name': 'streaming_ingest',
      'db.query.summary': 'ingest Checkpoints',
      'langgraph.kusto.batch.rows': 1,
      'langgraph.kusto.batch.puts': 1,
      'langgraph.kusto.batch.bytes': expect.any(Number),
      'langgraph.kusto.batch.flush.reason': 'idle',
      'azure.kusto.client_request_id': `LGK.streaming_ingest;${batch?.traceId}-${batch?.spanId}`,
    })
  })

  it('counts itself, its duration, its sizes and the requests it took', async () => {
    await using observed = world.open()
    await putFirst(observed.saver, freshThread())
    const points = await observed.metrics.points()
    expect(
      lines(points, 'puts', 'aputs', 'put_duration_seconds', 'checkpoint_size_bytes', 'batch_rows'),
    ).toEqual([
      'puts {write.mode=durable} 1',
      'put_duration_seconds {write.mode=durable} 1',
      'batch_rows {flush.reason=idle} 2',
      'checkpoint_size_bytes {channel.kind=checkpoint} 1',
      'checkpoint_size_bytes {channel.kind=metadata} 1',
    ])
    expect(lines(points, 'ingested_rows', 'ingest_duration_seconds')).toEqual([
      'ingest_duration_seconds {db.operation.name=streaming_ingest db.collection.name=CheckpointBlobs} 1',
      'ingest_duration_seconds {db.operation.name=streaming_ingest db.collection.name=Checkpoints} 1',
      'ingested_rows {db.collection.name=Checkpoints} 1',
      'ingested_rows {db.collection.name=CheckpointBlobs} 1',
    ])
    const requests = points.filter(
      ({ metric, attributes }) =>
        metric === 'db.client.operation.duration' && 'db.collection.name' in attributes,
    )
    expect(requests.map(({ attributes, value }) => [attributes, value])).toEqual(
      ['CheckpointBlobs', 'Checkpoints'].map((table) => [
        {
          'db.system.name': 'azure.kusto',
          'db.collection.name': table,
          'db.operation.name': 'streaming_ingest',
        },
        1,
      ]),
    )
  })

  it('has the query for an unknown parent as its child', async () => {
    await using observed = world.open()
    const threadId = freshThread()
    const other = world.open()
    await putFirst(other.saver, threadId)
    await other[Symbol.asyncDispose]()
    const checkpoint = checkpointOf(2, { a: 1, b: 2 }, { a: 1, b: 2 })
    await observed.saver.put(configOf(threadId, idOf(1)), checkpoint, metadataOf(2), { b: 2 })
    expect(spanTree(observed.tracing.spans())).toEqual([
      'checkpointer.put',
      '  ingest CheckpointBlobs',
      '  ingest Checkpoints',
      '  query manifest of parent checkpoint',
    ])
  })

  it('fails with its code, and so does the batch with its status', async () => {
    await using observed = world.open()
    world.kusto.faults.add({
      endpoint: 'ingest',
      table: 'Checkpoints',
      fault: 'status',
      status: 403,
    })
    await expect(putFirst(observed.saver, freshThread())).rejects.toThrow('Ingestor')
    const spans = observed.tracing.spans()
    expect(spanTree(spans)).toEqual([
      'checkpointer.put !INGEST_REJECTED',
      '  ingest CheckpointBlobs',
      '  ingest Checkpoints !403',
    ])
    const put = spans.find(({ name }) => name === 'checkpointer.put')
    expect(put?.status.message).toMatch(/^Kusto did not accept rows for Checkpoints: HTTP 403/)
    expect(put?.attributes).toMatchObject({
      'error.type': 'INGEST_REJECTED',
      'db.response.status_code': '403',
      'azure.kusto.permanent': true,
    })
    expect(put?.events.map(({ name }) => name)).toEqual(['exception'])
    const batch = spans.find(({ name }) => name === 'ingest Checkpoints')
    expect(batch?.attributes).toMatchObject({
      'error.type': '403',
      'db.response.status_code': '403',
      'azure.kusto.error_code': expect.any(String),
      'azure.kusto.permanent': true,
    })
    expect(batch?.events).toEqual([])
    const points = await observed.metrics.points()
    expect(lines(points, 'puts', 'put_duration_seconds', 'ingested_rows', 'retries')).toEqual([
      'puts {error.type=INGEST_REJECTED write.mode=durable} 1',
      'put_duration_seconds {error.type=INGEST_REJECTED write.mode=durable} 1',
      'ingested_rows {db.collection.name=CheckpointBlobs} 1',
    ])
    expect(lines(points, 'ingest_duration_seconds')).toContain(
      'ingest_duration_seconds {db.operation.name=streaming_ingest db.collection.name=Checkpoints error.type=403} 1',
    )
    expect(
      points.find(({ metric, attributes }) => {
        return metric === 'db.client.operation.duration' && attributes['error.type'] === '403'
      })?.attributes,
    ).toMatchObject({ 'db.response.status_code': '403', 'db.collection.name': 'Checkpoints' })
  })

  it('that is rejected before anything is sent has no batch', async () => {
    await using observed = world.open()
    const put = observed.saver.put(
      configOf(freshThread()),
      checkpointOf(1, { a: 1n }),
      metadataOf(1),
      { a: 1 },
    )
    await expect(put).rejects.toMatchObject({ code: 'UNSERIALIZABLE' })
    expect(spanTree(observed.tracing.spans())).toEqual(['checkpointer.put !UNSERIALIZABLE'])
  })
})

describe('a buffered put', () => {
  it('ends when its rows are in the buffer and is also counted as asynchronous', async () => {
    await using observed = world.open({ writeMode: 'buffered' })
    await putFirst(observed.saver, freshThread())
    const [put] = observed.tracing.spans().filter(({ name }) => name === 'checkpointer.put')
    expect(put?.attributes['langgraph.kusto.write.mode']).toBe('buffered')
    await observed.saver.flush()
    expect(spanTree(observed.tracing.spans())).toEqual([
      'checkpointer.put',
      '  ingest CheckpointBlobs',
      '  ingest Checkpoints',
    ])
    expect(lines(await observed.metrics.points(), 'puts', 'aputs')).toEqual([
      'puts {write.mode=buffered} 1',
      'aputs {} 1',
    ])
  })

  it('that is lost later counts as dropped rows and fails the call that throws it', async () => {
    await using observed = world.open({ writeMode: 'buffered' })
    const threadId = freshThread()
    world.kusto.faults.add({ endpoint: 'ingest', fault: 'status', status: 400, permanent: true })
    await putFirst(observed.saver, threadId)
    await expect(observed.saver.flush()).rejects.toMatchObject({ code: 'INGEST_REJECTED' })
    expect(lines(await observed.metrics.points(), 'puts', 'dropped_rows')).toEqual([
      'puts {write.mode=buffered} 1',
      'dropped_rows {db.collection.name=Checkpoints} 1',
      'dropped_rows {db.collection.name=CheckpointBlobs} 1',
    ])
  })
})

describe('putWrites', () => {
  it('is one span with one linked batch', async () => {
    await using observed = world.open()
    const threadId = await readThread(observed)
    const before = observed.tracing.spans().length
    await observed.saver.putWrites(configOf(threadId, idOf(1)), [['a', 1]], 'task')
    const spans = observed.tracing.spans().slice(before)
    expect(spanTree(spans)).toEqual(['checkpointer.put_writes', '  ingest CheckpointWrites'])
    expect(spans.find(({ name }) => name === 'checkpointer.put_writes')?.attributes).toMatchObject({
      'langgraph.kusto.rows': 1,
      'langgraph.kusto.checkpoint.size': 1,
      'langgraph.kusto.write.mode': 'durable',
    })
    expect(
      lines(
        await observed.metrics.points(),
        'put_writes_calls',
        'put_writes_duration_seconds',
        'checkpoint_size_bytes',
      ),
    ).toEqual([
      'put_writes_calls {} 1',
      'put_writes_duration_seconds {write.mode=durable} 1',
      'checkpoint_size_bytes {channel.kind=writes} 1',
    ])
  })

  it('fails with its code', async () => {
    await using observed = world.open({ retries: 0, retryBudgetMs: 0 })
    world.kusto.faults.add({ endpoint: 'ingest', fault: 'reset' })
    const threadId = await readThread(observed)
    const before = observed.tracing.spans().length
    const call = observed.saver.putWrites(configOf(threadId, idOf(1)), [['a', 1]], 'task')
    await expect(call).rejects.toMatchObject({ code: 'INGEST_UNAVAILABLE' })
    expect(spanTree(observed.tracing.spans().slice(before))).toEqual([
      'checkpointer.put_writes !INGEST_UNAVAILABLE',
      '  ingest CheckpointWrites !ConnectionFailed',
    ])
    expect(lines(await observed.metrics.points(), 'put_writes_calls')).toEqual([
      'put_writes_calls {error.type=INGEST_UNAVAILABLE} 1',
    ])
  })
})

describe('getTuple', () => {
  it('is one span with its query and its result', async () => {
    await using observed = world.open()
    const threadId = freshThread()
    await putFirst(observed.saver, threadId)
    const before = observed.tracing.spans().length
    await observed.saver.getTuple(configOf(threadId))
    await observed.saver.getTuple(configOf(freshThread()))
    const spans = observed.tracing.spans().slice(before)
    expect(spanTree(spans)).toEqual([
      'checkpointer.get_tuple',
      '  query latest checkpoint',
      'checkpointer.get_tuple',
      '  query latest checkpoint',
    ])
    const query = spans.find(({ name }) => name === 'query latest checkpoint')
    expect(query?.kind).toBe(2)
    expect(query?.attributes).toEqual({
      ...REQUEST,
      'db.query.summary': 'query latest checkpoint',
      'azure.kusto.client_request_id': `LGK.query;${query?.traceId}-${query?.spanId}`,
    })
    const tuples = spans.filter(({ name }) => name === 'checkpointer.get_tuple')
    expect(tuples.map(({ attributes }) => attributes['langgraph.checkpoint_id'])).toEqual([
      idOf(1),
      undefined,
    ])
    expect(
      lines(await observed.metrics.points(), 'get_tuple_calls', 'get_tuple_duration_seconds'),
    ).toEqual([
      'get_tuple_calls {found=true} 1',
      'get_tuple_calls {found=false} 1',
      'get_tuple_duration_seconds {} 2',
    ])
  })

  it('that fails has a failed query for each attempt', async () => {
    await using observed = world.open({ retries: 1 })
    world.kusto.faults.add({ endpoint: 'query', fault: 'status', status: 500 })
    await expect(observed.saver.getTuple(configOf(freshThread()))).rejects.toMatchObject({
      code: 'QUERY_UNAVAILABLE',
    })
    expect(spanTree(observed.tracing.spans())).toEqual([
      'checkpointer.get_tuple !QUERY_UNAVAILABLE',
      '  query latest checkpoint !500',
      '  query latest checkpoint !500',
    ])
    expect(
      lines(
        await observed.metrics.points(),
        'get_tuple_calls',
        'get_tuple_duration_seconds',
        'retries',
      ),
    ).toEqual([
      'get_tuple_calls {error.type=QUERY_UNAVAILABLE} 1',
      'get_tuple_duration_seconds {error.type=QUERY_UNAVAILABLE} 1',
      'retries {db.operation.name=query reason=5xx} 1',
    ])
  })

  it('reports a failure inside a successful answer', async () => {
    await using observed = world.open({ retries: 0, retryBudgetMs: 0 })
    world.kusto.faults.add({ endpoint: 'query', fault: 'partial-failure' })
    await expect(observed.saver.getTuple(configOf(freshThread()))).rejects.toThrow('getTuple')
    expect(spanTree(observed.tracing.spans()).at(1)).toBe(
      '  query latest checkpoint !partial_failure',
    )
  })
})

describe('list', () => {
  it('is one span with a query for each page, whatever happens between them', async () => {
    await using observed = world.open({ listPageRows: 2 })
    const { saver, tracing } = observed
    const threadId = freshThread()
    for (const n of [1, 2, 3]) {
      await saver.put(configOf(threadId), checkpointOf(n, { a: 1 }), metadataOf(n), { a: n })
    }
    const before = tracing.spans().length
    let seen = 0
    for await (const _ of saver.list(configOf(threadId))) {
      seen++
      await saver.getTuple(configOf(threadId))
    }
    expect(seen).toBe(3)
    const spans = tracing.spans().slice(before)
    expect(spanTree(spans)).toEqual([
      'checkpointer.get_tuple',
      '  query latest checkpoint',
      'checkpointer.get_tuple',
      '  query latest checkpoint',
      'checkpointer.get_tuple',
      '  query latest checkpoint',
      'checkpointer.list',
      '  query checkpoint history',
      '  query checkpoint history',
    ])
    expect(spans.find(({ name }) => name === 'checkpointer.list')?.attributes).toEqual({
      'gen_ai.conversation.id': threadId,
      'langgraph.thread_id': threadId,
      'langgraph.checkpoint_ns': '',
      'langgraph.kusto.page_count': 2,
      'langgraph.kusto.rows': 3,
    })
    expect(
      lines(await observed.metrics.points(), 'list_calls', 'list_duration_seconds', 'pages'),
    ).toEqual(['list_calls {} 1', 'list_duration_seconds {} 1', 'pages {} 2'])
  })

  it('that its consumer stops early is not an error', async () => {
    await using observed = world.open()
    const threadId = freshThread()
    await putFirst(observed.saver, threadId)
    const before = observed.tracing.spans().length
    for await (const _ of observed.saver.list(configOf(threadId))) break
    expect(spanTree(observed.tracing.spans().slice(before))).toEqual([
      'checkpointer.list',
      '  query checkpoint history',
    ])
  })

  it('that is never iterated has no span', async () => {
    await using observed = world.open()
    await observed.saver.list(configOf(freshThread())).return(undefined)
    expect(observed.tracing.spans()).toEqual([])
  })

  it('fails with its code, and its consumer gets the error', async () => {
    await using observed = world.open({ retries: 0, retryBudgetMs: 0 })
    world.kusto.faults.add({ endpoint: 'query', fault: 'status', status: 503 })
    await expect(drain(observed.saver.list(configOf(freshThread())))).rejects.toMatchObject({
      code: 'QUERY_UNAVAILABLE',
    })
    expect(spanTree(observed.tracing.spans())).toEqual([
      'checkpointer.list !QUERY_UNAVAILABLE',
      '  query checkpoint history !503',
    ])
    expect(lines(await observed.metrics.points(), 'list_calls', 'list_duration_seconds')).toEqual([
      'list_calls {error.type=QUERY_UNAVAILABLE} 1',
      'list_duration_seconds {error.type=QUERY_UNAVAILABLE} 1',
    ])
  })
})

describe('deleteThread', () => {
  it('is one span with its query and a linked batch', async () => {
    await using observed = world.open()
    await observed.saver.deleteThread(freshThread())
    expect(spanTree(observed.tracing.spans())).toEqual([
      'checkpointer.delete_thread',
      '  ingest ThreadDeletions',
      '  query last incarnation of thread',
    ])
    expect(lines(await observed.metrics.points(), 'delete_thread_calls')).toEqual([
      'delete_thread_calls {} 1',
    ])
  })

  it('fails with its code', async () => {
    await using observed = world.open({ retries: 0, retryBudgetMs: 0 })
    world.kusto.faults.add({ endpoint: 'query', fault: 'status', status: 401, permanent: true })
    await expect(observed.saver.deleteThread(freshThread())).rejects.toThrow('deleteThread')
    expect(spanTree(observed.tracing.spans())).toEqual([
      'checkpointer.delete_thread !QUERY_REJECTED',
      '  query last incarnation of thread !401',
    ])
    expect(lines(await observed.metrics.points(), 'delete_thread_calls')).toEqual([
      'delete_thread_calls {error.type=QUERY_REJECTED} 1',
    ])
  })
})

describe('getDeltaChannelHistory', () => {
  it('is one span with its queries', async () => {
    await using observed = world.open()
    const threadId = freshThread()
    await putFirst(observed.saver, threadId)
    const checkpoint = checkpointOf(2, { a: 2 })
    await observed.saver.put(configOf(threadId, idOf(1)), checkpoint, metadataOf(2), { a: 2 })
    const before = observed.tracing.spans().length
    const config = configOf(threadId, idOf(2))
    await observed.saver.getDeltaChannelHistory({ config, channels: ['a'] })
    expect(spanTree(observed.tracing.spans().slice(before))).toEqual([
      'checkpointer.get_delta_channel_history',
      '  query channel history',
      '  query checkpoint chain',
    ])
    expect(lines(await observed.metrics.points(), 'get_delta_channel_history_calls')).toEqual([
      'get_delta_channel_history_calls {} 1',
    ])
  })

  it('fails with its code', async () => {
    await using observed = world.open({ retries: 0, retryBudgetMs: 0 })
    world.kusto.faults.add({ endpoint: 'query', fault: 'reset' })
    const config = configOf(freshThread(), idOf(2))
    await expect(
      observed.saver.getDeltaChannelHistory({ config, channels: ['a'] }),
    ).rejects.toMatchObject({ code: 'QUERY_UNAVAILABLE' })
    expect(spanTree(observed.tracing.spans())).toEqual([
      'checkpointer.get_delta_channel_history !QUERY_UNAVAILABLE',
      '  query checkpoint chain !ConnectionFailed',
    ])
  })
})
