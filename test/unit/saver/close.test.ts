import { setTimeout as pause } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { KustoSaver, type KustoClient, type KustoSaverParams } from '../../../src/index.ts'
import { LocalKusto } from '../../../src/local/index.ts'
import { checkpointOf, freshThread, idOf, metadataOf } from '../../support/checkpoints.ts'

let kusto: LocalKusto
let client: HeldClient

/** Holds back queries while it is asked to, whatever their time-outs say. */
class HeldClient implements KustoClient {
  readonly #inner: KustoClient
  #held: Promise<void> | undefined
  #release: () => void = () => undefined
  heldQueries = 0

  constructor(inner: KustoClient) {
    this.#inner = inner
  }

  command: KustoClient['command'] = (request) => this.#inner.command(request)
  ingest: KustoClient['ingest'] = (request) => this.#inner.ingest(request)
  enqueue: KustoClient['enqueue'] = (request) => this.#inner.enqueue(request)
  close: KustoClient['close'] = () => this.#inner.close()

  hold(): void {
    this.#held = new Promise((resolve) => {
      this.#release = resolve
    })
  }

  release(): void {
    this.#held = undefined
    this.#release()
  }

  query: KustoClient['query'] = async (request) => {
    if (this.#held !== undefined) {
      this.heldQueries += 1
      await this.#held
    }
    return this.#inner.query(request)
  }
}

beforeEach(async () => {
  kusto = await LocalKusto.open()
  client = new HeldClient(kusto.client())
  await using saver = new KustoSaver({ client: kusto.client() })
  await saver.setup({ provision: true })
})

afterEach(() => kusto.close())

const open = (options: Partial<KustoSaverParams> = {}): KustoSaver =>
  new KustoSaver({ client, ...options })

const configOf = (threadId: string, checkpointId?: string) => ({
  configurable: {
    thread_id: threadId,
    checkpoint_ns: '',
    ...(checkpointId === undefined ? {} : { checkpoint_id: checkpointId }),
  },
})

async function storedThread(): Promise<string> {
  const threadId = freshThread()
  await using saver = new KustoSaver({ client: kusto.client() })
  await saver.put(configOf(threadId), checkpointOf(1, { a: 1 }), metadataOf(1), { a: 1 })
  return threadId
}

const latestIdOf = async (threadId: string): Promise<unknown> => {
  await using saver = new KustoSaver({ client: kusto.client() })
  return (await saver.getTuple(configOf(threadId)))?.checkpoint.id
}

describe('close() while calls are under way', () => {
  it.each(['durable', 'buffered'] as const)(
    'waits for a %s put that is reading its parent, and stores it',
    async (writeMode) => {
      const threadId = await storedThread()
      const saver = open({ writeMode })
      client.hold()
      const put = saver.put(
        configOf(threadId, idOf(1)),
        checkpointOf(2, { a: 1, b: 2 }),
        metadataOf(2),
        { b: 2 },
      )
      await expect.poll(() => client.heldQueries).toBeGreaterThan(0)
      const closing = saver.close()
      await pause(20)
      client.release()
      await expect(put).resolves.toMatchObject({ configurable: { checkpoint_id: idOf(2) } })
      await closing
      expect(await latestIdOf(threadId)).toBe(idOf(2))
    },
  )

  it.each(['putWrites', 'deleteThread', 'getTuple', 'getDeltaChannelHistory'] as const)(
    'waits for %s',
    async (operation) => {
      const threadId = await storedThread()
      const saver = open()
      const config = configOf(threadId, idOf(1))
      const calls = {
        putWrites: () => saver.putWrites(config, [['a', 2]], 'task'),
        deleteThread: () => saver.deleteThread(threadId),
        getTuple: () => saver.getTuple(config),
        getDeltaChannelHistory: () => saver.getDeltaChannelHistory({ config, channels: ['a'] }),
      }
      client.hold()
      const call = calls[operation]()
      const closing = saver.close()
      await pause(20)
      client.release()
      await expect(call).resolves.not.toThrow()
      await closing
    },
  )

  it('refuses new calls at once', async () => {
    const threadId = await storedThread()
    const saver = open()
    client.hold()
    const read = saver.getTuple(configOf(threadId))
    const closing = saver.close()
    await expect(saver.getTuple(configOf(threadId))).rejects.toMatchObject({ code: 'CLOSED' })
    client.release()
    await Promise.all([read, closing])
  })

  it('settles although a client never answers', async () => {
    const threadId = await storedThread()
    const timers: (() => void)[] = []
    const saver = open({
      clock: {
        nowMs: () => performance.now(),
        schedule: (callback, delayMs) => {
          const timer = setTimeout(callback, delayMs)
          if (delayMs === 60_000) timers.push(callback)
          return () => clearTimeout(timer)
        },
      },
    })
    client.hold()
    const read = saver.getTuple(configOf(threadId)).catch(() => undefined)
    const closing = saver.close()
    await expect.poll(() => timers.length).toBeGreaterThan(0)
    for (const fire of timers) fire()
    await closing
    client.release()
    await read
  })

  it('refuses writes that wait because the overlay is full', async () => {
    const threadId = freshThread()
    kusto.delays.set({ visibilityMs: 60_000 })
    const saver = open({ maxOverlayBytes: 1 })
    await saver.put(configOf(threadId), checkpointOf(1, { a: 1 }), metadataOf(1), { a: 1 })
    const waiting = saver.putWrites(configOf(threadId, idOf(1)), [['a', 2]], 'task')
    const outcome = waiting.catch((error: unknown) => error)
    await pause(50)
    await saver.close()
    expect(await outcome).toMatchObject({
      code: 'CLOSED',
      message: expect.stringContaining('`maxOverlayBytes`') as unknown,
    })
  })
})
