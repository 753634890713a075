import { cpSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { KustoSaver } from '../../../src/index.ts'
import type { LocalKusto } from '../../../src/local/index.ts'
import { checkpointOf, freshThread, metadataOf } from '../../support/checkpoints.ts'
import { configOf, MoodyClient, openSpooled, put, stepOf } from './support.ts'
import { openProvisionedKusto } from '../../support/provisioned-kusto.ts'
import { folderPerTest } from '../../support/folder-per-test.ts'

/*
 * A process that dies between Kusto's acknowledgement and the removal from its file leaves rows
 * that the next one sends again.
 */
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

const at = (name: string): string => join(folder.path, name)

/** Runs the work, and keeps the files as they were before Kusto had anything. */
async function leaveBehind(work: (saver: KustoSaver) => Promise<unknown>): Promise<string> {
  const { saver } = openSpooled(kusto, at('spool'))
  await work(saver)
  cpSync(at('spool'), at('left'), { recursive: true, filter: (name) => !name.endsWith('-shm') })
  await saver.flush()
  await saver.close()
  return at('left')
}

async function tuplesOf(saver: KustoSaver) {
  const tuples = []
  for await (const tuple of saver.list(configOf(thread))) tuples.push(tuple)
  return tuples
}

it('rows that are sent twice count once: every checkpoint and pending write exists once', async () => {
  const left = await leaveBehind(async (saver) => {
    for (const n of [1, 2, 3]) await put(saver, thread, n)
    await saver.putWrites(configOf(thread, 3), [['b', 'pending']], 'task')
  })
  await using durable = new KustoSaver({ client: kusto.client() })
  const before = await tuplesOf(durable)
  expect(before).toHaveLength(3)
  const { saver, client } = openSpooled(kusto, left)
  expect(await tuplesOf(saver)).toEqual(before)
  await saver.flush()
  expect(client.stored.length).toBeGreaterThan(0)
  expect(await tuplesOf(saver)).toEqual(before)
  await saver.close()
  await using reader = new KustoSaver({ client: kusto.client() })
  expect(await tuplesOf(reader)).toEqual(before)
  expect((await reader.getTuple(configOf(thread)))?.pendingWrites).toEqual([
    ['task', 'b', 'pending'],
  ])
})

it('rows stay deleted, and those of a later incarnation stay', async () => {
  const left = await leaveBehind(async (saver) => {
    for (const n of [1, 2, 3]) await put(saver, thread, n)
  })
  await using durable = new KustoSaver({ client: kusto.client() })
  await durable.deleteThread(thread)
  await durable.getTuple(configOf(thread))
  await put(durable, thread, 1)
  const { saver } = openSpooled(kusto, left)
  expect(await stepOf(saver, thread)).toBe('value 1')
  await saver.flush()
  expect(await tuplesOf(saver)).toHaveLength(1)
  await saver.close()
  await using reader = new KustoSaver({ client: kusto.client() })
  expect(await tuplesOf(reader)).toHaveLength(1)
})

it('a tombstone deletes no row of a later incarnation', async () => {
  const left = await leaveBehind(async (saver) => {
    await put(saver, thread, 1)
    await saver.deleteThread(thread)
  })
  await using durable = new KustoSaver({ client: kusto.client() })
  await durable.getTuple(configOf(thread))
  await put(durable, thread, 1)
  const { saver } = openSpooled(kusto, left)
  expect(await stepOf(saver, thread)).toBe('value 1')
  await saver.flush()
  expect(await stepOf(saver, thread)).toBe('value 1')
  await saver.close()
})

it('a refused run stays dead when its rows and the tombstone wait together', async () => {
  const left = await leaveBehind(async (saver) => {
    await put(saver, thread, 1)
    await put(saver, thread, 2)
    await saver.deleteThread(thread)
  })
  const { saver } = openSpooled(kusto, left)
  await expect(put(saver, thread, 3)).rejects.toMatchObject({ code: 'THREAD_DELETED' })
  expect(await stepOf(saver, thread)).toBeUndefined()
  await saver.close()
})

const chain = async (saver: KustoSaver): Promise<void> => {
  const seed = checkpointOf(1, { m: 'seed' }, { m: 1 })
  await saver.put(configOf(thread), seed, metadataOf(1), { m: 1 })
  for (const n of [2, 3, 4]) {
    await saver.putWrites(configOf(thread, n - 1), [['m', `after ${n - 1}`]], 'task')
    const next = checkpointOf(n, {}, { m: n })
    await saver.put(configOf(thread, n - 1), next, metadataOf(n), {})
  }
}

const historyOf = async (saver: KustoSaver) => {
  const config = configOf(thread)
  const { m } = await saver.getDeltaChannelHistory({ config, channels: ['m'] })
  return { seed: m?.seed, writes: m?.writes.map(([, , value]) => value) }
}

it('delta channels have the same history before, between and after', async () => {
  const expected = { seed: 'seed', writes: ['after 1', 'after 2', 'after 3'] }
  const left = await leaveBehind(async (saver) => {
    await chain(saver)
    expect(await historyOf(saver)).toEqual(expected)
  })
  const { saver } = openSpooled(kusto, left)
  expect(await historyOf(saver)).toEqual(expected)
  await saver.flush()
  expect(await historyOf(saver)).toEqual(expected)
  await saver.close()
  await using durable = new KustoSaver({ client: kusto.client() })
  expect(await historyOf(durable)).toEqual(expected)
})

it('a refreshed value is stored again by the next process, before its checkpoint', async () => {
  let laterMs = 0
  const nowMs = () => Date.now() + laterMs
  const open = () => {
    const client = new MoodyClient(kusto.client())
    const spool = { path: at('spool'), lingerMs: 3_600_000, closeTimeoutMs: 0 }
    return { client, saver: new KustoSaver({ client, nowMs, writeMode: 'spooled', spool }) }
  }
  const first = open()
  await put(first.saver, thread, 1)
  await first.saver.flush()
  laterMs = 31 * 86_400_000
  await put(first.saver, thread, 2)
  await first.saver.close()
  const second = open()
  expect(await stepOf(second.saver, thread)).toBe('value 2')
  await second.saver.flush()
  expect(second.client.stored.map(([table]) => table)).toEqual(['CheckpointBlobs', 'Checkpoints'])
  await second.saver.close()
})
