import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { isKustoSaverError, KustoSaver } from '../../../src/index.ts'
import { LocalKusto } from '../../../src/local/index.ts'
import { ASKING_THREAD, askingGraph, openQuestions, takeStep } from '../graphs/asking-graph.ts'
import { stateOf } from '../graphs/snapshots.ts'
import { checkpointOf, freshThread, metadataOf } from '../../support/checkpoints.ts'
import { BATCHING_MS, LOOK_MS, startQueuedKusto, type QueuedKusto } from './support/queued-kusto.ts'

let queued: QueuedKusto

beforeAll(async () => {
  queued = await startQueuedKusto()
})

afterAll(() => queued.close())

const put = (saver: KustoSaver, thread: string, step: number, values = { topic: `v${step}` }) =>
  saver.put(
    { configurable: { thread_id: thread, checkpoint_ns: '' } },
    checkpointOf(step, values),
    metadataOf(step),
    { topic: step },
  )

const topicOf = async (saver: KustoSaver, thread: string): Promise<unknown> =>
  (await saver.getTuple({ configurable: { thread_id: thread } }))?.checkpoint.channel_values[
    'topic'
  ]

describe('a saver with queued ingestion over Azure Storage', () => {
  it('reads its own writes at once; another saver reads them after the batching time', async () => {
    const thread = freshThread()
    await using writer = queued.saver()
    await using reader = queued.saver()
    await put(writer, thread, 1)
    expect(await topicOf(writer, thread)).toBe('v1')
    await queued.clock.advance(LOOK_MS + BATCHING_MS - 1)
    expect(await topicOf(reader, thread)).toBeUndefined()
    await queued.clock.advance(1)
    expect(await topicOf(reader, thread)).toBe('v1')
    expect(await topicOf(writer, thread)).toBe('v1')
  })

  it('carries an interrupted graph: resumed at once by its own saver, later by another', async () => {
    await using first = queued.saver()
    const graph = askingGraph(first)
    await takeStep(graph, 'start')
    await takeStep(graph, 'name')
    expect(Object.values(await openQuestions(graph))).toEqual([{ question: 'age?', of: 'Ann' }])
    await using second = queued.saver()
    const resumed = askingGraph(second)
    expect(await openQuestions(resumed)).toEqual({})
    await queued.settle()
    expect(Object.values(await openQuestions(resumed))).toEqual([{ question: 'age?', of: 'Ann' }])
    await takeStep(resumed, 'age')
    await takeStep(resumed, 'both')
    const recorded = await stateOf(resumed, ASKING_THREAD)
    expect(recorded).toMatchObject({
      values: {
        trail: ['begun', 'Ann is 41', 'left: answer to left?', 'right: answer to right?', 'ended'],
      },
      next: [],
    })
    await queued.settle()
    await using third = queued.saver()
    expect(await stateOf(askingGraph(third), ASKING_THREAD)).toEqual(recorded)
  })

  it('lists and deletes like a streaming saver', async () => {
    const thread = freshThread()
    await using writer = queued.saver()
    for (const step of [1, 2, 3]) await put(writer, thread, step)
    const steps = async (saver: KustoSaver): Promise<unknown[]> => {
      const found: unknown[] = []
      for await (const { metadata } of saver.list({ configurable: { thread_id: thread } })) {
        found.push(metadata?.step)
      }
      return found
    }
    expect(await steps(writer)).toEqual([3, 2, 1])
    await writer.deleteThread(thread)
    expect(await steps(writer)).toEqual([])
    await put(writer, thread, 4)
    expect(await steps(writer)).toEqual([4])
    await queued.settle()
    await using reader = queued.saver()
    expect(await steps(reader)).toEqual([4])
    expect(await steps(writer)).toEqual([4])
  })

  it('shows nothing twice when messages are delivered twice', async () => {
    const thread = freshThread()
    await using writer = queued.saver()
    await put(writer, thread, 1)
    const config = {
      configurable: { thread_id: thread, checkpoint_ns: '', checkpoint_id: checkpointOf(1, {}).id },
    }
    await writer.putWrites(config, [['topic', 'pending']], 'task')
    const { peekedMessageItems } = await queued.ready.peekMessages({ numberOfMessages: 32 })
    for (const { messageText } of peekedMessageItems) await queued.ready.sendMessage(messageText)
    await queued.settle()
    const [count] = await queued.kusto.client().query({
      text: 'declare query_parameters(t:string); Checkpoints | where thread_id == t | count',
      parameters: { t: JSON.stringify(thread) },
    })
    expect(count?.rows).toEqual([[2]])
    await using reader = queued.saver()
    const tuple = await reader.getTuple({ configurable: { thread_id: thread } })
    expect(tuple?.pendingWrites).toEqual([['task', 'topic', 'pending']])
    const listed: string[] = []
    for await (const { checkpoint } of reader.list({ configurable: { thread_id: thread } })) {
      listed.push(checkpoint.id)
    }
    expect(listed).toEqual([checkpointOf(1, {}).id])
  })

  it('ingests a tagged batch once when it is delivered twice', async () => {
    const thread = freshThread()
    await using writer = queued.saver({ tagQueuedBatches: true })
    await put(writer, thread, 1)
    const { peekedMessageItems } = await queued.ready.peekMessages({ numberOfMessages: 32 })
    for (const { messageText } of peekedMessageItems) await queued.ready.sendMessage(messageText)
    await queued.clock.advance(2 * LOOK_MS)
    const [count] = await queued.kusto.client().query({
      text: 'declare query_parameters(t:string); Checkpoints | where thread_id == t | count',
      parameters: { t: JSON.stringify(thread) },
    })
    expect(count?.rows).toEqual([[1]])
  })

  it('is ingested at once with flushImmediately', async () => {
    const thread = freshThread()
    await using writer = queued.saver({ flushImmediately: true })
    await using reader = queued.saver()
    await put(writer, thread, 1)
    await queued.clock.advance(LOOK_MS)
    expect(await topicOf(reader, thread)).toBe('v1')
  })

  it('needs no streaming policy', async () => {
    const client = queued.kusto.client()
    for (const table of ['Checkpoints', 'CheckpointBlobs', 'CheckpointWrites', 'ThreadDeletions']) {
      await client.command({ text: `.alter table ${table} policy streamingingestion disable` })
    }
    try {
      await using writer = queued.saver()
      await using streaming = queued.saver({ ingestion: 'streaming' })
      expect((await writer.setup()).isReady).toBe(true)
      await expect(streaming.setup()).rejects.toMatchObject({ code: 'NOT_PROVISIONED' })
      await using managed = queued.saver({ ingestion: 'managed' })
      const { isReady, findings } = await managed.setup()
      expect(isReady).toBe(true)
      expect(findings.map(({ kind, severity }) => `${kind}: ${severity}`)).toContain(
        'streaming-off: warning',
      )
      const thread = freshThread()
      await put(writer, thread, 1)
      await queued.settle()
      expect(await topicOf(streaming, thread)).toBe('v1')
    } finally {
      for (const table of [
        'Checkpoints',
        'CheckpointBlobs',
        'CheckpointWrites',
        'ThreadDeletions',
      ]) {
        await client.command({ text: `.alter table ${table} policy streamingingestion enable` })
      }
    }
  })

  it('flushes and closes as soon as the queue has everything', async () => {
    const thread = freshThread()
    const writer = queued.saver({ writeMode: 'buffered' })
    await put(writer, thread, 1)
    await writer.flush()
    await put(writer, thread, 2)
    await writer.close()
    await queued.settle()
    await using reader = queued.saver()
    expect(await topicOf(reader, thread)).toBe('v2')
  })
})

describe('a server without storage', () => {
  it('rejects queued ingestion with the remedy', async () => {
    await using kusto = await LocalKusto.open({ database: 'Agents' })
    const { url } = await kusto.listen()
    const direct = new KustoSaver({ client: kusto.client() })
    await direct.setup({ provision: true })
    await using saver = KustoSaver.fromConnString(`${url}/Agents`, { ingestion: 'queued' })
    const failure: unknown = await put(saver, freshThread(), 1).catch((error: unknown) => error)
    expect(isKustoSaverError(failure)).toBe(true)
    expect(failure).toMatchObject({
      code: 'INGEST_REJECTED',
      kustoCode: 'BadRequest_NoIngestionStorage',
      attempts: 1,
      message: expect.stringMatching(
        /has no storage for queued ingestion\. Use `ingestion: 'streaming'`, or serve it with storage .*`langgraph-kusto local --storage …`/,
      ),
    })
  })
})
