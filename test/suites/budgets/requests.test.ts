import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { KustoSaver } from '../../../src/index.ts'
import { LocalKusto } from '../../../src/local/index.ts'
import {
  checkpointOf,
  freshThread,
  idOf,
  metadataOf,
  versionsOf,
} from '../../support/checkpoints.ts'
import { CountingClient } from '../../support/counting-client.ts'

/*
 * The table of budgets in ARCHITECTURE.md, line by line, by counting requests and bytes.
 */
let kusto: LocalKusto
let client: CountingClient
let saver: KustoSaver

const LONG_THREAD = 'a thread of 1,000 checkpoints'
const LENGTH = 1000

beforeAll(async () => {
  kusto = await LocalKusto.open()
  client = new CountingClient(kusto.client())
  saver = new KustoSaver({ client })
  await saver.setup({ provision: true })
  await fill(LONG_THREAD)
}, 120_000)

afterAll(async () => {
  await saver.close()
  await kusto.close()
})

beforeEach(() => {
  client.reset()
})

/** One channel changes each step, one stays, and each step has a write of a delta channel. */
async function fill(threadId: string): Promise<void> {
  for (let n = 1; n <= LENGTH; n++) {
    const values = { fixed: 'x'.repeat(100), changing: n }
    const newVersions = n === 1 ? versionsOf(values, 1) : { changing: n }
    const checkpoint = checkpointOf(n, values, { fixed: 1, changing: n, delta: n })
    await saver.put(configOf(threadId, n - 1), checkpoint, metadataOf(n), newVersions)
    await saver.putWrites(configOf(threadId, n), [['delta', n]], 'task')
  }
}

function configOf(threadId: string, n = 0) {
  return {
    configurable: {
      thread_id: threadId,
      checkpoint_ns: '',
      ...(n > 0 ? { checkpoint_id: idOf(n) } : {}),
    },
  }
}

async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = []
  for await (const item of items) all.push(item)
  return all
}

describe('put', () => {
  it('costs two concurrent ingest requests, and one when no channel changed', async () => {
    const threadId = freshThread()
    const values = { a: 1 }
    await saver.put(configOf(threadId), checkpointOf(1, values), metadataOf(1), { a: 1 })
    expect(client).toMatchObject({ ingests: 2, requests: 2 })
    client.reset()
    await saver.put(configOf(threadId, 1), checkpointOf(2, values, { a: 1 }), metadataOf(2), {})
    expect(client).toMatchObject({ ingests: 1, requests: 1 })
  })

  it('sends no byte of a channel that did not change', async () => {
    const threadId = freshThread()
    const large = { large: 'x'.repeat(500_000) }
    await saver.put(configOf(threadId), checkpointOf(1, large), metadataOf(1), { large: 1 })
    client.reset()
    const next = checkpointOf(2, { ...large, small: 1 }, { large: 1, small: 1 })
    await saver.put(configOf(threadId, 1), next, metadataOf(2), { small: 1 })
    expect(client.ingestedBytes).toBeLessThan(2500)
    const tuple = await saver.getTuple(configOf(threadId))
    expect(tuple?.checkpoint.channel_values).toEqual({ ...large, small: 1 })
  })

  it('shares requests when puts overlap: 50 cost at most 4', async () => {
    const puts = Array.from({ length: 50 }, () =>
      saver.put(configOf(freshThread()), checkpointOf(1, { a: 1 }), metadataOf(1), { a: 1 }),
    )
    await Promise.all(puts)
    expect(client.requests).toBeLessThanOrEqual(4)
  })

  it('does not wait for a timer when it is alone', async () => {
    vi.useFakeTimers()
    try {
      const threadId = freshThread()
      await saver.put(configOf(threadId), checkpointOf(1, { a: 1 }), metadataOf(1), { a: 1 })
      await saver.putWrites(configOf(threadId, 1), [['a', 2]], 'task')
      expect(await saver.getTuple(configOf(threadId))).toBeDefined()
    } finally {
      vi.useRealTimers()
    }
  })

  it.each([
    ['one query', '', LENGTH + 1, {}, 1],
    ['two queries', ' and has a delta channel', LENGTH + 2, { delta: LENGTH }, 2],
  ])('costs %s more when this process does not know its parent%s', async (...row) => {
    const [, , number, delta, queries] = row
    const other = new CountingClient(kusto.client())
    const stranger = new KustoSaver({ client: other })
    const values = { fixed: 'x'.repeat(100), changing: number }
    const config = { configurable: { ...configOf(LONG_THREAD, LENGTH).configurable } }
    const versions = { fixed: 1, changing: number, ...delta }
    const checkpoint = checkpointOf(number, values, versions)
    await stranger.put(config, checkpoint, metadataOf(number), { changing: number })
    expect(other).toMatchObject({ queries, ingests: 2 })
    expect((await stranger.getTuple(configOf(LONG_THREAD)))?.checkpoint.channel_values).toEqual(
      values,
    )
  })
})

describe('a copy of a checkpoint', () => {
  it('costs two more queries when this process does not know its source', async () => {
    const threadId = freshThread()
    await saver.put(configOf(threadId), checkpointOf(1, { a: 1 }), metadataOf(1), { a: 1 })
    const source = checkpointOf(2, { a: 2 })
    await saver.put(configOf(threadId, 1), source, metadataOf(2), { a: 2 })
    const other = new CountingClient(kusto.client())
    const stranger = new KustoSaver({ client: other })
    expect(await stranger.getTuple(configOf(threadId, 1))).toBeDefined()
    other.reset()
    await stranger.put(configOf(threadId, 1), { ...source, id: idOf(3) }, metadataOf(3), {})
    expect(other).toMatchObject({ queries: 2, ingests: 2 })
    expect((await stranger.getTuple(configOf(threadId)))?.checkpoint.channel_values).toEqual({
      a: 2,
    })
  })

  it('costs one more query when the source was read before', async () => {
    const threadId = freshThread()
    await saver.put(configOf(threadId), checkpointOf(1, { a: 1 }), metadataOf(1), { a: 1 })
    const source = checkpointOf(2, { a: 2 })
    await saver.put(configOf(threadId, 1), source, metadataOf(2), { a: 2 })
    const other = new CountingClient(kusto.client())
    const stranger = new KustoSaver({ client: other })
    expect(await stranger.getTuple(configOf(threadId, 1))).toBeDefined()
    expect(await stranger.getTuple(configOf(threadId, 2))).toBeDefined()
    other.reset()
    await stranger.put(configOf(threadId, 1), { ...source, id: idOf(3) }, metadataOf(3), {})
    expect(other).toMatchObject({ queries: 1, ingests: 2 })
    expect((await stranger.getTuple(configOf(threadId, 3)))?.checkpoint.channel_values).toEqual({
      a: 2,
    })
  })
})

describe('putWrites', () => {
  it('costs one request, and none when it is empty', async () => {
    await saver.putWrites(
      configOf(LONG_THREAD, 5),
      [
        ['a', 1],
        ['b', 2],
      ],
      'another task',
    )
    expect(client).toMatchObject({ ingests: 1, requests: 1 })
    client.reset()
    await saver.putWrites(configOf(LONG_THREAD, 5), [], 'another task')
    expect(client.requests).toBe(0)
  })
})

describe('getTuple', () => {
  it.each([['the latest'], ['one by id']])(
    'costs one query for %s of a long thread',
    async (which) => {
      const config = configOf(LONG_THREAD, which === 'the latest' ? 0 : 500)
      expect(await saver.getTuple(config)).toBeDefined()
      expect(client).toMatchObject({ queries: 1, requests: 1 })
    },
  )

  it('costs one query whatever the number of channels, writes and chunks', async () => {
    const threadId = freshThread()
    const values = Object.fromEntries(Array.from({ length: 200 }, (_, i) => [`channel ${i}`, i]))
    const all = { ...values, large: 'x'.repeat(3_000_000) }
    await saver.put(configOf(threadId), checkpointOf(1, all), metadataOf(1), versionsOf(all, 1))
    for (let task = 0; task < 20; task++) {
      await saver.putWrites(configOf(threadId, 1), [['a', task]], `task ${task}`)
    }
    client.reset()
    const tuple = await saver.getTuple(configOf(threadId))
    expect(tuple?.checkpoint.channel_values).toEqual(all)
    expect(tuple?.pendingWrites).toHaveLength(20)
    expect(client).toMatchObject({ queries: 1, requests: 1 })
  })
})

/** The second checkpoint rests on the first one's value and on the write to it. */
async function beginDeltaThread(threadId: string): Promise<void> {
  const first = checkpointOf(1, { delta: ['seed'] })
  await saver.put(configOf(threadId), first, metadataOf(1), { delta: 1 })
  await saver.putWrites(configOf(threadId, 1), [['delta', 'more']], 'task')
  await saver.put(configOf(threadId, 1), checkpointOf(2, {}, { delta: 2 }), metadataOf(2), {})
  await saver.putWrites(configOf(threadId, 2), [['delta', 'yet more']], 'task')
}

function otherProcess() {
  const other = new CountingClient(kusto.client())
  return { other, saver: new KustoSaver({ client: other }) }
}

describe('a thread with delta channels', () => {
  it('costs two queries for the first read of a process, then one', async () => {
    const threadId = freshThread()
    await beginDeltaThread(threadId)
    const { other, saver: reader } = otherProcess()
    expect(await reader.getTuple(configOf(threadId))).toBeDefined()
    expect(other).toMatchObject({ queries: 2, requests: 2 })
    other.reset()
    expect(await reader.getTuple(configOf(threadId))).toBeDefined()
    expect(other).toMatchObject({ queries: 1, requests: 1 })
  })

  it('costs two more queries for a put when the process does not know its parent', async () => {
    const threadId = freshThread()
    await beginDeltaThread(threadId)
    const { other, saver: writer } = otherProcess()
    const third = checkpointOf(3, {}, { delta: 3 })
    await writer.put(configOf(threadId, 2), third, metadataOf(3), {})
    expect(other).toMatchObject({ queries: 2, ingests: 1 })
  })

  it('costs no query for a put by a process that has read the parent', async () => {
    const threadId = freshThread()
    await beginDeltaThread(threadId)
    const { other, saver: writer } = otherProcess()
    expect(await writer.getTuple(configOf(threadId))).toBeDefined()
    other.reset()
    const third = checkpointOf(3, {}, { delta: 3 })
    await writer.put(configOf(threadId, 2), third, metadataOf(3), {})
    expect(other).toMatchObject({ queries: 0, ingests: 1 })
  })
})

describe('a saver that has sent no query yet', () => {
  it('queries the cluster time once, before its first write', async () => {
    const other = new CountingClient(kusto.client())
    const fresh = new KustoSaver({ client: other })
    const threadId = freshThread()
    await fresh.put(configOf(threadId), checkpointOf(1, { a: 1 }), metadataOf(1), { a: 1 })
    expect(other).toMatchObject({ queries: 1, ingests: 2 })
    other.reset()
    await fresh.putWrites(configOf(threadId, 1), [['a', 2]], 'task')
    expect(other).toMatchObject({ queries: 0, ingests: 1 })
  })
})

describe('a put without a parent on a thread that this process knows', () => {
  it('costs one query, which looks for a deletion', async () => {
    const threadId = freshThread()
    await saver.put(configOf(threadId), checkpointOf(1, { a: 1 }), metadataOf(1), { a: 1 })
    client.reset()
    await saver.put(configOf(threadId), checkpointOf(2, { a: 2 }), metadataOf(2), { a: 2 })
    expect(client).toMatchObject({ queries: 1, ingests: 2 })
  })
})

describe('list', () => {
  it('costs one query a page, sent when the consumer reaches the page', async () => {
    const page = saver.list(configOf(LONG_THREAD))
    await page.next()
    expect(client).toMatchObject({ queries: 1, requests: 1 })
    await page.return(undefined)
    client.reset()
    const { length } = await collect(saver.list(configOf(LONG_THREAD)))
    expect(length).toBeGreaterThanOrEqual(LENGTH)
    const afterFirstPage = length - 10
    expect(client).toMatchObject({
      queries: 1 + Math.ceil(afterFirstPage / 100),
      requests: client.queries,
    })
  })

  it('costs one query for the newest few', async () => {
    expect(await collect(saver.list(configOf(LONG_THREAD), { limit: 3 }))).toHaveLength(3)
    expect(client).toMatchObject({ queries: 1, requests: 1 })
  })

  it('costs one query for as many as fit into a page', async () => {
    expect(await collect(saver.list(configOf(LONG_THREAD), { limit: 100 }))).toHaveLength(100)
    expect(client).toMatchObject({ queries: 1, requests: 1 })
  })
})

describe('getDeltaChannelHistory', () => {
  it('costs two queries for a chain of 1,000', async () => {
    const history = await saver.getDeltaChannelHistory({
      config: configOf(LONG_THREAD, LENGTH),
      channels: ['delta'],
    })
    expect(history['delta']?.writes).toHaveLength(LENGTH - 1)
    expect(client).toMatchObject({ queries: 2, requests: 2 })
  })
})

describe('deleteThread', () => {
  it('costs one query and one ingest request', async () => {
    await saver.deleteThread(freshThread())
    expect(client).toMatchObject({ queries: 1, ingests: 1, requests: 2 })
  })
})
