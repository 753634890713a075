import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { KustoSaver, type KustoSaverOptions } from '../../../src/index.ts'
import { LocalKusto, VirtualClock } from '../../../src/local/index.ts'
import { checkpointOf, idOf, metadataOf } from '../../support/checkpoints.ts'

const DAY_MS = 24 * 3_600_000
const SUBGRAPH = 'child:1'

let clock: VirtualClock
let kusto: LocalKusto
let deleter: KustoSaver

beforeEach(async () => {
  clock = new VirtualClock()
  kusto = await LocalKusto.open({ clock })
  deleter = open(0)
  await deleter.setup({ provision: true })
})

afterEach(async () => {
  await deleter.close()
  await kusto.close()
})

function open(aheadMs: number, options: KustoSaverOptions = {}): KustoSaver {
  const nowMs = () => clock.nowMs() + aheadMs
  return new KustoSaver({ ...options, client: kusto.client(), nowMs })
}

function at(n?: number, ns = '') {
  const parent = n === undefined ? {} : { checkpoint_id: idOf(n) }
  return { configurable: { thread_id: 't', checkpoint_ns: ns, ...parent } }
}

async function put(saver: KustoSaver, n: number, parent?: number): Promise<void> {
  await saver.put(at(parent), checkpointOf(n, { x: `value ${n}` }), metadataOf(n), { x: n })
}

async function putChild(saver: KustoSaver, n: number, around: number): Promise<void> {
  const metadata = { ...metadataOf(n), parents: { '': idOf(around) } }
  await saver.put(at(undefined, SUBGRAPH), checkpointOf(n, { x: 'child' }), metadata, { x: n })
}

/** The checkpoints that a new process sees in every namespace, once everything is visible. */
async function seen(): Promise<unknown[]> {
  await clock.advance(60_000)
  await using reader = open(0)
  const found: unknown[] = []
  for await (const { checkpoint } of reader.list({ configurable: { thread_id: 't' } })) {
    found.push(checkpoint.channel_values['x'])
  }
  const latest = await reader.getTuple(at())
  const first = latest?.checkpoint.channel_values['x']
  return latest === undefined ? found : [first, ...found.filter((value) => value !== first)]
}

const SKEWS: readonly (readonly [string, number])[] = [
  ['in step', 0],
  ['three seconds ahead', 3000],
  ['days ahead', 9 * DAY_MS],
  ['days behind', -9 * DAY_MS],
]

describe.each(SKEWS)('a deletion while the writer is %s', (_name, aheadMs) => {
  it.each(['a first', 'a further'])(
    'hides %s checkpoint that is not visible yet',
    async (which) => {
      await using writer = open(aheadMs)
      if (which === 'a further') {
        await put(writer, 1)
        await clock.advance(60_000)
      }
      kusto.delays.set({ visibilityMs: 5000 })
      await put(writer, 2, which === 'a further' ? 1 : undefined)
      await writer.putWrites(at(2), [['x', 'pending']], 'task')
      await deleter.deleteThread('t')
      expect(await seen()).toEqual([])
      expect(await deleter.getTuple(at())).toBeUndefined()
      expect(await writer.getTuple(at())).toBeUndefined()
    },
  )

  it('hides what an agent in another process and its subgraphs still write', async () => {
    await using writer = open(aheadMs)
    await put(writer, 1)
    await deleter.deleteThread('t')
    await clock.advance(10_000)
    await put(writer, 2, 1)
    await writer.putWrites(at(2), [['x', 'pending']], 'task')
    await putChild(writer, 3, 2)
    expect(await seen()).toEqual([])
  })

  it('lets a process that knew the thread recreate it at once', async () => {
    await using writer = open(aheadMs)
    await put(writer, 1)
    await deleter.deleteThread('t')
    await put(writer, 2)
    expect(await seen()).toEqual(['value 2'])
  })

  it('lets the process that deleted the thread recreate it at once', async () => {
    await using writer = open(aheadMs)
    await put(writer, 1)
    await deleter.deleteThread('t')
    await put(deleter, 2)
    expect(await seen()).toEqual(['value 2'])
  })

  it('lets a process that read the deletion recreate the thread', async () => {
    await deleter.deleteThread('t')
    await using writer = open(aheadMs)
    expect(await writer.getTuple(at())).toBeUndefined()
    await put(writer, 2)
    await put(writer, 3, 2)
    expect(await seen()).toEqual(['value 3', 'value 2'])
  })
})

describe('a run whose process deletes the thread meanwhile', () => {
  const refused = { code: 'THREAD_DELETED', retryable: false }

  it('is rejected with its subgraphs, and nothing of it becomes visible', async () => {
    await put(deleter, 1)
    await putChild(deleter, 2, 1)
    await deleter.deleteThread('t')
    await expect(put(deleter, 3, 1)).rejects.toMatchObject(refused)
    await expect(deleter.putWrites(at(1), [['x', 1]], 'task')).rejects.toMatchObject(refused)
    await expect(putChild(deleter, 4, 1)).rejects.toMatchObject(refused)
    expect(await seen()).toEqual([])
  })

  it('is rejected even if its rows were not visible, and after the thread is recreated', async () => {
    kusto.delays.set({ visibilityMs: 5000 })
    await put(deleter, 1)
    await deleter.deleteThread('t')
    await put(deleter, 2)
    await expect(put(deleter, 3, 1)).rejects.toMatchObject(refused)
    expect(await seen()).toEqual(['value 2'])
  })

  it('is rejected in a subgraph whose parent graph is only put at the end', async () => {
    await put(deleter, 1)
    await deleter.deleteThread('t')
    await expect(putChild(deleter, 3, 2)).rejects.toMatchObject(refused)
    expect(await deleter.getTuple(at())).toBeUndefined()
    await putChild(deleter, 3, 2)
    await put(deleter, 2)
    expect(await seen()).toEqual(['value 2', 'child'])
  })

  it('is rejected after a purge', async () => {
    await put(deleter, 1)
    await deleter.deleteThread('t')
    const text = ".delete table Checkpoints records <| Checkpoints | where thread_id == 't'"
    await kusto.client().command({ text })
    await using stranger = open(0)
    await expect(put(stranger, 2, 1)).rejects.toMatchObject(refused)
    expect(await seen()).toEqual([])
  })

  it('is accepted for a missing parent in a thread that was never deleted', async () => {
    await put(deleter, 2, 1)
    expect(await seen()).toEqual(['value 2'])
  })

  it('is rejected in another process as soon as it has read the deletion', async () => {
    await using writer = open(0)
    await put(writer, 1)
    await deleter.deleteThread('t')
    await writer.getTuple(at())
    await expect(put(writer, 2, 1)).rejects.toMatchObject(refused)
  })

  it('is rejected if it starts from a deleted checkpoint that its process does not know', async () => {
    await put(deleter, 1)
    await deleter.deleteThread('t')
    await using stranger = open(0)
    await expect(put(stranger, 2, 1)).rejects.toMatchObject(refused)
  })
})

it('a deletion holds when the clocks of cluster and clients differ', async () => {
  await using writer = open(40 * DAY_MS)
  await using other = open(40 * DAY_MS)
  kusto.delays.set({ visibilityMs: 5000 })
  await put(writer, 1)
  await other.deleteThread('t')
  expect(await seen()).toEqual([])
  await put(other, 2)
  expect(await seen()).toEqual(['value 2'])
})

it('a deletion holds for queued rows', async () => {
  await using writer = open(3000, { ingestion: 'queued' })
  await put(writer, 1)
  await deleter.deleteThread('t')
  await clock.advance(3_600_000)
  expect(await seen()).toEqual([])
})

/** Rows of a process that does not know the cluster's time. */
async function writeFarAhead(): Promise<void> {
  const client = kusto.client()
  const ahead = new KustoSaver({
    client: {
      query: () => Promise.reject(new Error('no answer')),
      command: (request) => client.command(request),
      ingest: (request) => client.ingest(request),
      enqueue: (request) => client.enqueue(request),
      close: () => client.close(),
    },
    nowMs: () => clock.nowMs() + 9 * DAY_MS,
  })
  await put(ahead, 1)
  await ahead.putWrites(at(1), [['__interrupt__', 'first']], 'task')
  await ahead.close()
}

describe('a repeated checkpoint or write replaces one of a writer whose clock is far ahead', () => {
  it('once it has been read', async () => {
    await writeFarAhead()
    await using saver = open(0)
    await saver.getTuple(at())
    await put(saver, 1)
    await saver.putWrites(at(1), [['__interrupt__', 'second']], 'task')
    await clock.advance(60_000)
    await using reader = open(0)
    const tuple = await reader.getTuple(at())
    expect(tuple?.pendingWrites).toEqual([['task', '__interrupt__', 'second']])
  })
})
