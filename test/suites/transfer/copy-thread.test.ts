import type { RunnableConfig } from '@langchain/core/runnables'
import { Command } from '@langchain/langgraph'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { KustoSaver, type KustoSaverParams } from '../../../src/index.ts'
import { LocalKusto, VirtualClock } from '../../../src/local/index.ts'
import { KustoError } from '../../../src/kusto-error.ts'
import type { KustoIngest } from '../../../src/kusto/kusto-client.ts'
import { checkpointOf, idOf, metadataOf } from '../../support/checkpoints.ts'
import { CountingClient } from '../../support/counting-client.ts'
import { RefusingClient } from '../../support/refusing-client.ts'
import { everythingOf, fillRichThread, richGraph, threadConfig } from './rich-thread.ts'

let clock: VirtualClock
let kusto: LocalKusto
let saver: KustoSaver
const savers: KustoSaver[] = []

beforeEach(async () => {
  clock = new VirtualClock(Date.now(), { movesForRequests: true })
  kusto = await LocalKusto.open({ clock })
  saver = newSaver()
  await saver.setup({ provision: true })
})

afterEach(async () => {
  await Promise.all(savers.splice(0).map((one) => one.end()))
  await kusto.close()
})

/** Small, so that values take several rows without taking long. */
const SMALL = { maxChunkBytes: 4096 }

/** Like a new process: reads everything from Kusto. */
function newSaver(options: Partial<KustoSaverParams> = {}): KustoSaver {
  const one = new KustoSaver({
    client: kusto.client(),
    nowMs: () => clock.nowMs(),
    ...SMALL,
    ...options,
  })
  savers.push(one)
  return one
}

describe('copyThread', () => {
  it('copies namespaces, forks, versions, pending writes, delta channels and large values', async () => {
    await fillRichThread(saver, 'source')
    const before = await everythingOf(newSaver(), 'source')
    const report = await saver.copyThread('source', 'target')
    expect(report).toMatchObject({ isRepeated: false, left: [] })
    expect(await everythingOf(saver, 'target')).toEqual(before)
    expect(await everythingOf(newSaver(), 'target')).toEqual(before)
    expect(await everythingOf(newSaver(), 'source')).toEqual(before)
    expect(before.length).toBeGreaterThan(15)
  })

  it('creates a thread that continues independently', async () => {
    await fillRichThread(saver, 'source')
    await saver.copyThread('source', 'target')
    const before = await everythingOf(newSaver(), 'source')
    const graph = richGraph(newSaver())
    const done = await graph.invoke(new Command({ resume: 'four' }), threadConfig('target'))
    expect(done.trail).toContain('right heard four')
    expect(done.notes.at(-1)).toBe('ended')
    expect(await everythingOf(newSaver(), 'source')).toEqual(before)
  })

  it('copies a copy', async () => {
    await fillRichThread(saver, 'source')
    await saver.copyThread('source', 'target')
    await newSaver().copyThread('target', 'third')
    expect(await everythingOf(newSaver(), 'third')).toEqual(await everythingOf(saver, 'source'))
  })

  it('stores values that checkpoints share once', async () => {
    await fillRichThread(saver, 'source')
    await saver.copyThread('source', 'target')
    const seals = await namespacesOf('target')
    expect(await rowsOf('CheckpointBlobs', 'target')).toBe(
      (await rowsOf('CheckpointBlobs', 'source')) + seals,
    )
  })

  it('changes nothing when it is called again, and refuses an existing target', async () => {
    await fillRichThread(saver, 'source')
    await saver.copyThread('source', 'target')
    const rows = await rowsOf('Checkpoints', 'target')
    expect(await newSaver().copyThread('source', 'target')).toMatchObject({ isRepeated: true })
    expect(await rowsOf('Checkpoints', 'target')).toBe(rows)
    await richGraph(saver).invoke({ trail: ['mine'] }, threadConfig('other'))
    await expect(saver.copyThread('source', 'other')).rejects.toMatchObject({
      code: 'THREAD_EXISTS',
      threadId: 'other',
    })
  })

  it('refuses a source that does not exist or is deleted', async () => {
    await expect(saver.copyThread('never', 'target')).rejects.toMatchObject({
      code: 'THREAD_NOT_FOUND',
    })
    await fillRichThread(saver, 'source')
    await saver.deleteThread('source')
    await expect(saver.copyThread('source', 'target')).rejects.toMatchObject({
      code: 'THREAD_NOT_FOUND',
    })
    expect(await everythingOf(newSaver(), 'target')).toEqual([])
  })

  it('copies only the live incarnation, to a deleted thread', async () => {
    await fillRichThread(saver, 'source')
    await saver.copyThread('source', 'target')
    await saver.deleteThread('source')
    await saver.deleteThread('target')
    await richGraph(saver).invoke({ trail: ['reborn'], notes: ['reborn'] }, threadConfig('source'))
    const source = await everythingOf(newSaver(), 'source')
    await saver.copyThread('source', 'target')
    expect(await everythingOf(newSaver(), 'target')).toEqual(source)
    await saver.deleteThread('target')
    expect(await everythingOf(newSaver(), 'target')).toEqual([])
  })

  it('settles when Kusto has acknowledged, in buffered mode too', async () => {
    const buffered = newSaver({ writeMode: 'buffered' })
    await fillRichThread(buffered, 'source')
    await buffered.copyThread('source', 'target')
    expect(await everythingOf(newSaver(), 'target')).toEqual(await everythingOf(saver, 'source'))
  })
})

describe('a copy that another process reads', () => {
  it('is never visible in part, in whatever order rows become visible', async () => {
    await putMany('source', 40)
    const reader = newSaver()
    const seen: number[] = []
    const look = async (): Promise<void> => {
      seen.push((await idsOf(reader, 'target')).length)
    }
    kusto.emulate({ delays: { rowVisibilityMs: [50, 4000], seed: 5 } })
    const client = new WatchedClient(kusto.client(), look)
    const watched = newSaver({ client, clock: movingClock() })
    await watched.copyThread('source', 'target')
    const ids = await idsOf(saver, 'source')
    expect(await idsOf(watched, 'target')).toEqual(ids)
    await clock.advance(10_000)
    expect(await idsOf(newSaver(), 'target')).toEqual(ids)
    expect(seen.length).toBeGreaterThan(3)
    expect(new Set(seen)).toEqual(new Set([0]))
  })

  it('stays hidden for ever if its process dies, and can be repeated', async () => {
    await fillRichThread(saver, 'source')
    const all = await everythingOf(newSaver(), 'source')
    const dying = newSaver({ client: new DyingClient(kusto.client()) })
    const died = dying.copyThread('source', 'target').catch((error: unknown) => error)
    expect(await died).toMatchObject({ code: 'INGEST_REJECTED' })
    expect(await rowsOf('Checkpoints', 'target')).toBeGreaterThan(0)
    await clock.advance(3 * 24 * 3_600_000)
    expect(await everythingOf(newSaver(), 'target')).toEqual([])
    expect(await newSaver().getTuple(threadConfig('target'))).toBeUndefined()
    expect(await dying.getTuple(threadConfig('target'))).toBeUndefined()

    await newSaver().copyThread('source', 'target')
    expect(await everythingOf(newSaver(), 'target')).toEqual(all)
  })

  it('does not mix with a run that began meanwhile', async () => {
    await fillRichThread(saver, 'source')
    const other = newSaver()
    let isBegun = false
    const begin = async (): Promise<void> => {
      if (isBegun) return
      isBegun = true
      await richGraph(other).invoke({ trail: ['mine'] }, threadConfig('target'))
    }
    const watched = newSaver({ client: new WatchedClient(kusto.client(), begin) })
    await expect(watched.copyThread('source', 'target')).rejects.toMatchObject({
      code: 'THREAD_EXISTS',
    })
    const state = await richGraph(newSaver()).getState(threadConfig('target'))
    expect(state.values.trail[0]).toBe('mine')
    expect(state.tasks[0]?.interrupts).toHaveLength(1)
  })
})

describe('a copied thread', () => {
  it('contains nothing of a half-arrived checkpoint', async () => {
    const client = new RefusingClient(kusto.client())
    const torn = newSaver({ client })
    await putMany('source', 1)
    const first = await saver.getTuple(threadConfig('source'))
    client.refused = ['CheckpointBlobs']
    const second = torn.put(first?.config ?? {}, checkpointOf(2, { a: 2 }), metadataOf(2), { a: 2 })
    await expect(second).rejects.toMatchObject({ code: 'INGEST_REJECTED' })
    expect(await newSaver().copyThread('source', 'target')).toMatchObject({
      checkpoints: 1,
      left: [{ checkpointNs: '', checkpointId: idOf(2), why: 'half-arrived' }],
    })
    expect(await idsOf(newSaver(), 'target')).toEqual([idOf(1)])
  })

  it('outlives its seal when it is in use', async () => {
    await putMany('source', 2)
    await saver.copyThread('source', 'target')
    await clock.advance(50 * DAY_MS)
    const waiting = newSaver()
    const tuple = await waiting.getTuple(threadConfig('target'))
    await waiting.putWrites(tuple?.config ?? {}, [['a', 'answer']], 'task')
    await clock.advance(50 * DAY_MS)
    const later = await newSaver().getTuple(threadConfig('target'))
    expect(later?.checkpoint).toEqual(tuple?.checkpoint)
    expect(later?.pendingWrites).toEqual([['task', 'a', 'answer']])
  })
})

const DAY_MS = 24 * 3_600_000

/** A clock on which waiting savers advance time. */
function movingClock(): NonNullable<KustoSaverParams['clock']> {
  return {
    nowMs: () => clock.nowMs(),
    schedule: (callback, delayMs) => {
      let isOff = false
      const wait = async (): Promise<void> => {
        await clock.advance(delayMs)
        if (!isOff) callback()
      }
      void wait()
      return () => {
        isOff = true
      }
    },
  }
}

async function putMany(threadId: string, checkpoints: number): Promise<void> {
  let config: RunnableConfig = threadConfig(threadId)
  for (let n = 1; n <= checkpoints; n++) {
    config = await saver.put(config, checkpointOf(n, { a: n }), metadataOf(n), { a: n })
  }
}

async function idsOf(from: KustoSaver, threadId: string): Promise<unknown[]> {
  const ids: unknown[] = []
  for await (const tuple of from.list(threadConfig(threadId))) ids.push(tuple.checkpoint.id)
  return ids
}

/** Calls back before each request that stores something. */
class WatchedClient extends CountingClient {
  readonly #look: () => Promise<void>

  constructor(inner: ConstructorParameters<typeof CountingClient>[0], look: () => Promise<void>) {
    super(inner)
    this.#look = look
  }

  override async ingest(request: KustoIngest): Promise<void> {
    await this.#look()
    await super.ingest(request)
  }
}

/** Refuses the last request: a copy's seal. */
class DyingClient extends CountingClient {
  override async ingest(request: KustoIngest): Promise<void> {
    const text = Buffer.from(request.body).toString('utf8')
    const isSeal = text.includes('"channel":"","version":""')
    if (!isSeal) return super.ingest(request)
    throw new KustoError('refused by the test', {
      code: 'BadRequest',
      status: 400,
      permanent: true,
    })
  }
}

async function rowsOf(table: string, threadId: string): Promise<number> {
  return count(`${table} | where thread_id == thread | count`, threadId)
}

async function namespacesOf(threadId: string): Promise<number> {
  return count('Checkpoints | where thread_id == thread | distinct checkpoint_ns | count', threadId)
}

async function count(text: string, threadId: string): Promise<number> {
  const [answer] = await kusto.client().query({
    text: `declare query_parameters(thread:string); ${text}`,
    parameters: { thread: JSON.stringify(threadId) },
  })
  return Number(answer?.rows[0]?.[0])
}
