import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { KustoSaver } from '../../../src/index.ts'
import { KustoError } from '../../../src/kusto-error.ts'
import type { KustoClient } from '../../../src/kusto/kusto-client.ts'
import type { LocalKusto } from '../../../src/local/index.ts'
import { VirtualClock } from '../../../src/local/index.ts'
import { checkpointOf, freshThread, idOf, metadataOf } from '../../support/checkpoints.ts'
import { openProvisionedKusto } from '../../support/provisioned-kusto.ts'

const HOUR_MS = 3_600_000

const clock = new VirtualClock()
let kusto: LocalKusto
/** Rows with this text are rejected. */
let refused: string | undefined
let sent: string[]

beforeAll(async () => {
  kusto = await openProvisionedKusto({ clock })
})

afterAll(() => kusto.close())

beforeEach(() => {
  refused = undefined
  sent = []
})

function openSaver(): KustoSaver {
  const inner = kusto.client()
  const client: KustoClient = {
    query: (request) => inner.query(request),
    command: (request) => inner.command(request),
    enqueue: (request) => inner.enqueue(request),
    close: () => Promise.resolve(),
    ingest: async (request) => {
      const body = Buffer.from(request.body).toString()
      if (refused !== undefined && body.includes(refused)) {
        throw new KustoError('no', { code: 'BadRequest_Test', status: 400, permanent: true })
      }
      sent.push(body)
      await inner.ingest(request)
    },
  }
  return new KustoSaver({ client, writeMode: 'buffered', nowMs: () => clock.nowMs() })
}

const configOf = (threadId: string, n?: number) => ({
  configurable: {
    thread_id: threadId,
    checkpoint_ns: '',
    ...(n === undefined ? {} : { checkpoint_id: idOf(n) }),
  },
})

/** Changes `b` and carries over `a`, like a superstep that writes to one channel. */
const put = (saver: KustoSaver, threadId: string, n: number, parent: number | undefined = n - 1) =>
  saver.put(
    configOf(threadId, parent === 0 ? undefined : parent),
    checkpointOf(n, { a: 'base', b: `value ${n}` }, { a: 1, b: n }),
    metadataOf(n),
    n === 1 ? { a: 1, b: 1 } : { b: n },
  )

const flushError = async (saver: KustoSaver): Promise<unknown> =>
  saver.flush().then(
    () => undefined,
    (error: unknown) => error,
  )

const valuesOf = async (saver: KustoSaver, threadId: string): Promise<unknown> =>
  (await saver.getTuple(configOf(threadId)))?.checkpoint.channel_values

describe('after a buffered put was lost', () => {
  it('dependent writes are withdrawn, counted and never sent to Kusto', async () => {
    await using saver = openSaver()
    const threadId = freshThread()
    await put(saver, threadId, 1)
    await saver.flush()
    refused = 'value 2'
    for (const n of [2, 3, 4]) await put(saver, threadId, n)
    expect(await flushError(saver)).toMatchObject({
      code: 'INGEST_REJECTED',
      message: expect.stringContaining('3 buffered writes of 1 threads were lost'),
    })
    expect(sent.filter((body) => /value [34]/.test(body))).toEqual([])
    expect(sent.filter((body) => body.includes(idOf(3)) || body.includes(idOf(4)))).toEqual([])
    expect(await valuesOf(saver, threadId)).toEqual({ a: 'base', b: 'value 1' })
  })

  it('puts and pending writes that build on it fail at any depth, every time', async () => {
    await using saver = openSaver()
    const threadId = freshThread()
    await put(saver, threadId, 1)
    await saver.flush()
    refused = 'value 2'
    await put(saver, threadId, 2)
    await put(saver, threadId, 3)
    await flushError(saver)
    refused = undefined
    const isLost = { code: 'BUFFER_LOST', threadId, retryable: false }
    await expect(put(saver, threadId, 4)).rejects.toMatchObject({ ...isLost, operation: 'put' })
    await expect(put(saver, threadId, 5)).rejects.toMatchObject(isLost)
    await expect(put(saver, threadId, 5)).rejects.toMatchObject(isLost)
    await expect(saver.putWrites(configOf(threadId, 3), [['a', 1]], 'task')).rejects.toMatchObject({
      ...isLost,
      operation: 'putWrites',
    })
    await saver.flush()
  })

  it('a put that was rejected to report the loss cannot be built on either', async () => {
    await using saver = openSaver()
    const threadId = freshThread()
    await put(saver, threadId, 1)
    await saver.flush()
    refused = 'value 2'
    await put(saver, threadId, 2)
    await expect.poll(() => put(saver, threadId, 3).catch(String)).toContain('was lost')
    await expect(put(saver, threadId, 4)).rejects.toMatchObject({ code: 'BUFFER_LOST' })
  })

  it('a caller can continue from the stored state, which does not expire', async () => {
    await using saver = openSaver()
    const threadId = freshThread()
    await put(saver, threadId, 1)
    await saver.flush()
    refused = 'value 2'
    await put(saver, threadId, 2)
    await put(saver, threadId, 3)
    await flushError(saver)
    refused = undefined
    await clock.advance(49 * HOUR_MS)
    const tuple = await saver.getTuple(configOf(threadId))
    expect(tuple?.config.configurable).toMatchObject({ checkpoint_id: idOf(1) })
    await put(saver, threadId, 6, 1)
    await saver.putWrites(configOf(threadId, 6), [['b', 'pending']], 'task')
    await put(saver, threadId, 7, 6)
    await saver.flush()
    await using stranger = new KustoSaver({ client: kusto.client() })
    expect(await valuesOf(stranger, threadId)).toEqual({ a: 'base', b: 'value 7' })
  })

  it('the same checkpoint can be put again under a stored parent', async () => {
    await using saver = openSaver()
    const threadId = freshThread()
    await put(saver, threadId, 1)
    await saver.flush()
    refused = 'value 2'
    await put(saver, threadId, 2)
    await flushError(saver)
    refused = undefined
    await put(saver, threadId, 2)
    await put(saver, threadId, 3)
    await saver.flush()
    await using stranger = new KustoSaver({ client: kusto.client() })
    expect(await valuesOf(stranger, threadId)).toEqual({ a: 'base', b: 'value 3' })
  })

  it('other threads and namespaces continue', async () => {
    await using saver = openSaver()
    const threadId = freshThread()
    const other = freshThread()
    refused = 'value 1'
    await put(saver, threadId, 1)
    await flushError(saver)
    refused = undefined
    await put(saver, other, 1)
    await put(saver, other, 2)
    await saver.flush()
    expect(await valuesOf(saver, other)).toEqual({ a: 'base', b: 'value 2' })
  })
})

describe('after buffered pending writes were lost', () => {
  it('a put on their checkpoint fails until the thread is read', async () => {
    await using saver = openSaver()
    const threadId = freshThread()
    await put(saver, threadId, 1)
    await saver.flush()
    refused = 'lost write'
    await saver.putWrites(configOf(threadId, 1), [['b', 'lost write']], 'task')
    await put(saver, threadId, 2)
    await flushError(saver)
    refused = undefined
    await expect(put(saver, threadId, 2)).rejects.toMatchObject({ code: 'BUFFER_LOST' })
    expect(await valuesOf(saver, threadId)).toEqual({ a: 'base', b: 'value 1' })
    await put(saver, threadId, 3, 1)
    await saver.flush()
    expect(await valuesOf(saver, threadId)).toEqual({ a: 'base', b: 'value 3' })
  })
})
