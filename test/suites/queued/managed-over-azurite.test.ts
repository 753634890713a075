import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { KustoSaver } from '../../../src/index.ts'
import { checkpointOf, freshThread, metadataOf } from '../../support/checkpoints.ts'
import { startQueuedKusto, type QueuedKusto } from './support/queued-kusto.ts'

let queued: QueuedKusto

beforeAll(async () => {
  queued = await startQueuedKusto()
})

afterAll(() => queued.close())

afterEach(async () => {
  queued.kusto.faults.clear()
  await queued.settle()
})

const put = (saver: KustoSaver, thread: string, topic = 'v1') =>
  saver.put(
    { configurable: { thread_id: thread, checkpoint_ns: '' } },
    checkpointOf(1, { topic }),
    metadataOf(1),
    { topic: 1 },
  )

const topicOf = async (saver: KustoSaver, thread: string): Promise<unknown> =>
  (await saver.getTuple({ configurable: { thread_id: thread } }))?.checkpoint.channel_values[
    'topic'
  ]

const waitingMessages = async (): Promise<number> =>
  (await queued.ready.getProperties()).approximateMessagesCount ?? 0

const MANAGED = { ingestion: 'managed', retries: 1 } as const

describe('a saver with managed ingestion', () => {
  it('streams if possible', async () => {
    await using writer = queued.saver(MANAGED)
    await using reader = queued.saver(MANAGED)
    const thread = freshThread()
    await put(writer, thread)
    expect(await waitingMessages()).toBe(0)
    expect(await topicOf(reader, thread)).toBe('v1')
  })

  it('queues if streaming is off, without retrying it for the table', async () => {
    const client = queued.kusto.client()
    const tables = ['Checkpoints', 'CheckpointBlobs']
    for (const table of tables) {
      await client.command({ text: `.alter table ${table} policy streamingingestion disable` })
    }
    await using writer = queued.saver(MANAGED)
    await using reader = queued.saver()
    const first = freshThread()
    await put(writer, first)
    for (const table of tables) {
      await client.command({ text: `.alter table ${table} policy streamingingestion enable` })
    }
    const second = freshThread()
    await put(writer, second)
    expect(await waitingMessages()).toBe(4)
    expect(await topicOf(writer, first)).toBe('v1')
    expect(await topicOf(reader, first)).toBeUndefined()
    await queued.settle()
    expect(await topicOf(reader, first)).toBe('v1')
    expect(await topicOf(reader, second)).toBe('v1')
  })

  it('queues when throttling outlasts the retries', async () => {
    queued.kusto.faults.add({ endpoint: 'ingest', fault: 'status', status: 429, times: 4 })
    await using writer = queued.saver(MANAGED)
    const thread = freshThread()
    await put(writer, thread)
    expect(await waitingMessages()).toBe(2)
    await queued.settle()
    await using reader = queued.saver()
    expect(await topicOf(reader, thread)).toBe('v1')
  })

  it('queues after resets, and reads rows once that were both streamed and queued', async () => {
    queued.kusto.faults.add({ endpoint: 'ingest', fault: 'lost-acknowledgement', times: 4 })
    await using writer = queued.saver(MANAGED)
    const thread = freshThread()
    await put(writer, thread)
    await queued.settle()
    await using reader = queued.saver()
    expect(await topicOf(reader, thread)).toBe('v1')
    const found: unknown[] = []
    for await (const { checkpoint } of reader.list({ configurable: { thread_id: thread } })) {
      found.push(checkpoint.channel_values['topic'])
    }
    expect(found).toEqual(['v1'])
  })

  it('queues a batch that is too large for a streaming request', async () => {
    await using writer = queued.saver({ ...MANAGED, maxBatchBytes: 16 * 1024 * 1024 })
    const thread = freshThread()
    const topic = 'large '.repeat(1_000_000)
    await put(writer, thread, topic)
    expect(await waitingMessages()).toBe(1)
    await queued.settle()
    await using reader = queued.saver()
    expect(await topicOf(reader, thread)).toBe(topic)
  })

  it('throws a permanent rejection and queues nothing', async () => {
    const before = queued.kusto.faults.given['status'] ?? 0
    queued.kusto.faults.add({ endpoint: 'ingest', fault: 'status', status: 403, code: 'Forbidden' })
    await using writer = queued.saver(MANAGED)
    await expect(put(writer, freshThread())).rejects.toMatchObject({
      code: 'INGEST_REJECTED',
      httpStatus: 403,
      attempts: 1,
    })
    expect(await waitingMessages()).toBe(0)
    expect(queued.kusto.faults.given['status']).toBe(before + 2)
  })
})
