import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { KustoSaver } from '../../../src/index.ts'
import type { LocalKusto } from '../../../src/local/index.ts'
import { checkpointOf, freshThread, metadataOf } from '../../support/checkpoints.ts'
import { configOf, openSpooled, put, stepOf } from './support.ts'
import { openProvisionedKusto } from '../../support/provisioned-kusto.ts'
import { folderPerTest } from '../../support/folder-per-test.ts'

let kusto: LocalKusto
const folder = folderPerTest()
let thread: string

beforeAll(async () => {
  kusto = await openProvisionedKusto()
})

afterAll(() => kusto.close())

beforeEach(() => {
  thread = freshThread()
})

const openOwn = () => openSpooled(kusto, folder.path, { readsWithoutKusto: 'ownThreads' })

const AWAY = { code: 'QUERY_UNAVAILABLE' }

async function stepsOf(saver: KustoSaver): Promise<unknown[]> {
  const steps = []
  for await (const { checkpoint } of saver.list(configOf(thread))) {
    steps.push(checkpoint.channel_values['b'])
  }
  return steps
}

describe('while Kusto does not answer', () => {
  it('reads and lists a thread that was empty before, with its pending writes', async () => {
    const { saver, client } = openOwn()
    expect(await stepOf(saver, thread)).toBeUndefined()
    client.isUnreachable = true
    for (const n of [1, 2, 3]) await put(saver, thread, n)
    await saver.putWrites(configOf(thread, 3), [['b', 'pending']], 'task')
    const tuple = await saver.getTuple(configOf(thread))
    expect(tuple?.checkpoint.channel_values).toEqual({ a: 'base', b: 'value 3' })
    expect(tuple?.pendingWrites).toEqual([['task', 'b', 'pending']])
    expect(await stepsOf(saver)).toEqual(['value 3', 'value 2', 'value 1'])
    const second = await saver.getTuple(configOf(thread, 2))
    expect(second?.checkpoint.channel_values['b']).toBe('value 2')
    expect(await saver.getTuple(configOf(thread, 9))).toBeUndefined()
    await saver.close()
  })

  it('reads such a thread even if queries have returned its rows since', async () => {
    const { saver, client } = openOwn()
    await stepOf(saver, thread)
    await put(saver, thread, 1)
    await saver.flush()
    await stepOf(saver, thread)
    await put(saver, thread, 2)
    await saver.flush()
    expect(await stepsOf(saver)).toEqual(['value 2', 'value 1'])
    client.isUnreachable = true
    await put(saver, thread, 3)
    expect(await stepsOf(saver)).toEqual(['value 3', 'value 2', 'value 1'])
    expect(await stepOf(saver, thread)).toBe('value 3')
    await saver.close()
  })

  it('reads a thread on from the latest checkpoint that was read, but does not list it', async () => {
    await using durable = new KustoSaver({ client: kusto.client() })
    for (const n of [1, 2]) await put(durable, thread, n)
    const { saver, client } = openOwn()
    expect(await stepOf(saver, thread)).toBe('value 2')
    client.isUnreachable = true
    expect(await stepOf(saver, thread)).toBe('value 2')
    await put(saver, thread, 3)
    const tuple = await saver.getTuple(configOf(thread))
    expect(tuple?.checkpoint.channel_values).toEqual({ a: 'base', b: 'value 3' })
    await expect(stepsOf(saver)).rejects.toMatchObject(AWAY)
    await expect(saver.getTuple(configOf(thread, 1))).rejects.toMatchObject(AWAY)
    await saver.close()
  })

  it('finds a thread empty that this process deleted, and reads its next incarnation', async () => {
    await using durable = new KustoSaver({ client: kusto.client() })
    await put(durable, thread, 1)
    const { saver, client } = openOwn()
    await saver.deleteThread(thread)
    client.isUnreachable = true
    expect(await stepOf(saver, thread)).toBeUndefined()
    expect(await stepsOf(saver)).toEqual([])
    await saver.close()
  })

  it('fails every other read', async () => {
    await using durable = new KustoSaver({ client: kusto.client() })
    await put(durable, thread, 1)
    const { saver, client } = openOwn()
    client.isUnreachable = true
    await expect(stepOf(saver, thread)).rejects.toMatchObject(AWAY)
    await expect(stepOf(saver, freshThread())).rejects.toMatchObject(AWAY)
    await expect(saver.list({}).next()).rejects.toMatchObject(AWAY)
    const onlyThread = { configurable: { thread_id: thread } }
    await expect(saver.list(onlyThread).next()).rejects.toMatchObject(AWAY)
    await saver.close()
  })

  it('knows nothing of a thread that was put without being read first', async () => {
    await using durable = new KustoSaver({ client: kusto.client() })
    await put(durable, thread, 5)
    const { saver, client } = openOwn()
    client.isUnreachable = true
    await put(saver, thread, 1)
    await expect(stepOf(saver, thread)).rejects.toMatchObject(AWAY)
    await saver.close()
  })

  it('knows nothing after a restart until it has read', async () => {
    const first = openOwn()
    await stepOf(first.saver, thread)
    await put(first.saver, thread, 1)
    await first.saver.close()
    const { saver, client } = openOwn()
    client.isUnreachable = true
    await expect(stepOf(saver, thread)).rejects.toMatchObject(AWAY)
    client.isUnreachable = false
    expect(await stepOf(saver, thread)).toBe('value 1')
    client.isUnreachable = true
    expect(await stepOf(saver, thread)).toBe('value 1')
    await saver.close()
  })

  it('is off by default', async () => {
    const { saver, client } = openSpooled(kusto, folder.path)
    await stepOf(saver, thread)
    await put(saver, thread, 1)
    client.isUnreachable = true
    await expect(stepOf(saver, thread)).rejects.toMatchObject(AWAY)
    await saver.close()
  })
})

describe('when another process writes', () => {
  it('uses Kusto’s answer as soon as there is one', async () => {
    const { saver, client } = openOwn()
    await stepOf(saver, thread)
    await put(saver, thread, 1)
    await saver.flush()
    client.isUnreachable = true
    await using other = new KustoSaver({ client: kusto.client() })
    await other.getTuple(configOf(thread))
    await put(other, thread, 2)
    client.isUnreachable = false
    expect(await stepOf(saver, thread)).toBe('value 2')
    client.isUnreachable = true
    expect(await stepOf(saver, thread)).toBe('value 2')
    // what it wrote before is not known here
    await expect(stepsOf(saver)).rejects.toMatchObject(AWAY)
    await saver.close()
  })

  it('stops answering for a thread when a list shows a checkpoint of the other process', async () => {
    const { saver, client } = openOwn()
    await stepOf(saver, thread)
    await put(saver, thread, 1)
    await saver.flush()
    await using other = new KustoSaver({ client: kusto.client() })
    await other.getTuple(configOf(thread))
    await put(other, thread, 2)
    expect(await stepsOf(saver)).toEqual(['value 2', 'value 1'])
    client.isUnreachable = true
    await expect(stepOf(saver, thread)).rejects.toMatchObject(AWAY)
    await expect(stepsOf(saver)).rejects.toMatchObject(AWAY)
    await saver.close()
  })

  it('keeps the thread deleted once an answer has shown the deletion', async () => {
    const { saver, client } = openOwn()
    await stepOf(saver, thread)
    await put(saver, thread, 1)
    await saver.flush()
    await using other = new KustoSaver({ client: kusto.client() })
    await other.deleteThread(thread)
    expect(await stepOf(saver, thread)).toBeUndefined()
    client.isUnreachable = true
    expect(await stepOf(saver, thread)).toBeUndefined()
    await saver.close()
  })
})

it('knows delta channels of threads that it has begun, and no others', async () => {
  const chain = async (saver: KustoSaver): Promise<void> => {
    const seed = checkpointOf(1, { m: 'seed' }, { m: 1 })
    await saver.put(configOf(thread), seed, metadataOf(1), { m: 1 })
    await saver.putWrites(configOf(thread, 1), [['m', 'after 1']], 'task')
    await saver.put(configOf(thread, 1), checkpointOf(2, {}, { m: 2 }), metadataOf(2), {})
  }
  const { saver, client } = openOwn()
  await stepOf(saver, thread)
  await chain(saver)
  client.isUnreachable = true
  expect(await saver.getTuple(configOf(thread))).toHaveProperty('checkpoint.id')
  client.isUnreachable = false
  thread = freshThread()
  await using durable = new KustoSaver({ client: kusto.client() })
  await chain(durable)
  await stepOf(saver, thread)
  client.isUnreachable = true
  await expect(stepOf(saver, thread)).rejects.toMatchObject(AWAY)
  await saver.close()
})

it('refuses `readsWithoutKusto` outside spooled mode', () => {
  const client = kusto.client()
  expect(() => new KustoSaver({ client, readsWithoutKusto: 'ownThreads' })).toThrow(/spooled/)
})
