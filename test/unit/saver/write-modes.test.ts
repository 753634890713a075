import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { KustoError } from '../../../src/kusto-error.ts'
import { KustoSaver, type KustoSaverOptions } from '../../../src/index.ts'
import type { KustoClient, KustoIngest } from '../../../src/kusto/kusto-client.ts'
import type { LocalKusto } from '../../../src/local/index.ts'
import { checkpointOf, freshThread, idOf, metadataOf } from '../../support/checkpoints.ts'
import { openProvisionedKusto } from '../../support/provisioned-kusto.ts'

let kusto: LocalKusto
let gate: GatedClient

/** Lets ingestions through or rejects them, as the test decides. */
class GatedClient implements KustoClient {
  readonly #inner: KustoClient
  readonly #waiting: (() => void)[] = []
  isOpen = true
  isRefusing = false

  constructor(inner: KustoClient) {
    this.#inner = inner
  }

  get waiting(): number {
    return this.#waiting.length
  }

  open(): void {
    this.isOpen = true
    for (const go of this.#waiting.splice(0)) go()
  }

  query: KustoClient['query'] = (request) => this.#inner.query(request)
  command: KustoClient['command'] = (request) => this.#inner.command(request)
  enqueue: KustoClient['enqueue'] = (request) => this.#inner.enqueue(request)
  close: KustoClient['close'] = () => Promise.resolve()

  async ingest(request: KustoIngest): Promise<void> {
    if (!this.isOpen) {
      await new Promise<void>((go) => {
        this.#waiting.push(go)
      })
    }
    if (this.isRefusing) {
      throw new KustoError('no', { code: 'BadRequest_Test', status: 400, permanent: true })
    }
    await this.#inner.ingest(request)
  }
}

beforeAll(async () => {
  kusto = await openProvisionedKusto()
})

afterAll(() => kusto.close())

beforeEach(() => {
  gate = new GatedClient(kusto.client())
})

const saverWith = (options: KustoSaverOptions) => new KustoSaver({ client: gate, ...options })
const configOf = (threadId: string) => ({
  configurable: { thread_id: threadId, checkpoint_ns: '' },
})

async function putFirst(saver: KustoSaver, threadId: string) {
  return saver.put(configOf(threadId), checkpointOf(1, { a: 1 }), metadataOf(1), { a: 1 })
}

async function putSecond(saver: KustoSaver, threadId: string) {
  const config = { configurable: { ...configOf(threadId).configurable, checkpoint_id: idOf(1) } }
  const checkpoint = checkpointOf(2, { a: 1, b: 2 }, { a: 1, b: 2 })
  return saver.put(config, checkpoint, metadataOf(2), { b: 2 })
}

describe('a durable saver', () => {
  it('settles a put when everything is acknowledged, not before', async () => {
    const saver = saverWith({})
    const threadId = freshThread()
    gate.isOpen = false
    let isSettled = false
    const put = putFirst(saver, threadId).finally(() => {
      isSettled = true
    })
    await expect.poll(() => gate.waiting).toBe(2)
    expect(isSettled).toBe(false)
    expect(await saver.getTuple(configOf(threadId))).toBeUndefined()
    gate.open()
    await put
    expect(await saver.getTuple(configOf(threadId))).toBeDefined()
  })
})

describe('a buffered saver', () => {
  it('settles before anything is acknowledged and reads its own writes', async () => {
    const saver = saverWith({ writeMode: 'buffered' })
    const threadId = freshThread()
    gate.isOpen = false
    const config = await putFirst(saver, threadId)
    await saver.putWrites(config, [['a', 'pending']], 'task')
    await putSecond(saver, threadId)
    const tuple = await saver.getTuple(configOf(threadId))
    expect(tuple?.checkpoint.channel_values).toEqual({ a: 1, b: 2 })
    expect((await saver.getTuple(config))?.pendingWrites).toEqual([['task', 'a', 'pending']])
    gate.open()
    await saver.flush()
    const stranger = new KustoSaver({ client: kusto.client() })
    expect(await stranger.getTuple(configOf(threadId))).toEqual(tuple)
  })

  it('flushes everything before it is closed', async () => {
    const saver = saverWith({ writeMode: 'buffered' })
    const threadId = freshThread()
    gate.isOpen = false
    await putFirst(saver, threadId)
    await putSecond(saver, threadId)
    const closing = saver.close()
    gate.open()
    await closing
    const stranger = new KustoSaver({ client: kusto.client() })
    expect((await stranger.getTuple(configOf(threadId)))?.config.configurable).toMatchObject({
      checkpoint_id: idOf(2),
    })
  })

  it('throws a failure on the next call of that thread, once, and shows what was stored', async () => {
    const saver = saverWith({ writeMode: 'buffered' })
    const threadId = freshThread()
    await putFirst(saver, threadId)
    await saver.flush()
    gate.isRefusing = true
    await putSecond(saver, threadId)
    const isLost = {
      code: 'INGEST_REJECTED',
      operation: 'put',
      threadId,
      kustoCode: 'BadRequest_Test',
      message: expect.stringContaining('An earlier buffered put() of this thread was lost'),
    }
    await expect
      .poll(() => saver.getTuple(configOf(threadId)).catch((error: unknown) => error))
      .toMatchObject(isLost)
    gate.isRefusing = false
    const tuple = await saver.getTuple(configOf(threadId))
    expect(tuple?.config.configurable).toMatchObject({ checkpoint_id: idOf(1) })
    await putSecond(saver, threadId)
    await saver.close()
    const stranger = new KustoSaver({ client: kusto.client() })
    const again = await stranger.getTuple(configOf(threadId))
    expect(again?.checkpoint.channel_values).toEqual({ a: 1, b: 2 })
  })

  it.each(['put', 'putWrites', 'list', 'deleteThread', 'getDeltaChannelHistory'] as const)(
    'throws a failure on the next %s of that thread and not on another thread',
    async (operation) => {
      const saver = saverWith({ writeMode: 'buffered' })
      const threadId = freshThread()
      gate.isRefusing = true
      const config = await putFirst(saver, threadId)
      await new Promise(setImmediate)
      const calls = {
        put: () => putFirst(saver, threadId),
        putWrites: () => saver.putWrites(config, [['a', 1]], 'task'),
        list: () => saver.list(configOf(threadId)).next(),
        deleteThread: () => saver.deleteThread(threadId),
        getDeltaChannelHistory: () => saver.getDeltaChannelHistory({ config, channels: ['a'] }),
      }
      expect(await saver.getTuple(configOf(freshThread()))).toBeUndefined()
      await expect(calls[operation]()).rejects.toMatchObject({ code: 'INGEST_REJECTED', threadId })
    },
  )

  it('throws unreported failures on flush and on close', async () => {
    const saver = saverWith({ writeMode: 'buffered' })
    gate.isRefusing = true
    await putFirst(saver, freshThread())
    await putFirst(saver, freshThread())
    await expect(saver.flush()).rejects.toMatchObject({
      code: 'INGEST_REJECTED',
      message: expect.stringContaining('2 buffered writes of 2 threads were lost'),
    })
    await expect(saver.flush()).resolves.toBeUndefined()
    await putFirst(saver, freshThread())
    await expect(saver.close()).rejects.toMatchObject({ code: 'INGEST_REJECTED' })
  })

  it('waits when the buffer is full', async () => {
    const saver = saverWith({ writeMode: 'buffered', maxBufferedRows: 4 })
    gate.isOpen = false
    await putFirst(saver, freshThread())
    await putFirst(saver, freshThread())
    let isSettled = false
    const third = putFirst(saver, freshThread()).finally(() => {
      isSettled = true
    })
    await new Promise(setImmediate)
    expect(isSettled).toBe(false)
    gate.open()
    await third
    await saver.close()
  })

  it('rejects invalid values at once, like a durable saver', async () => {
    const saver = saverWith({ writeMode: 'buffered' })
    await expect(
      saver.put(configOf(freshThread()), checkpointOf(1, { a: 1n }), metadataOf(1), { a: 1 }),
    ).rejects.toMatchObject({ code: 'UNSERIALIZABLE' })
  })
})

it('rejects an unknown write mode', () => {
  const options: object = { writeMode: 'fast' }
  expect(() => saverWith(options)).toThrow(expect.objectContaining({ code: 'INVALID_OPTION' }))
})
