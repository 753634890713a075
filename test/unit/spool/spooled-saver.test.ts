import { readdirSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { KustoSaver } from '../../../src/index.ts'
import type { LocalKusto } from '../../../src/local/index.ts'
import { VirtualClock } from '../../../src/local/index.ts'
import { checkpointOf, freshThread } from '../../support/checkpoints.ts'
import { configOf, MoodyClient, openSpooled, put, stepOf } from './support.ts'
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

describe('a spooled write', () => {
  it('settles before anything is sent, and is in the next answer', async () => {
    const { saver, client } = openSpooled(kusto, folder.path)
    await put(saver, thread, 1)
    await put(saver, thread, 2)
    await saver.putWrites(configOf(thread, 2), [['b', 'pending']], 'task')
    const tuple = await saver.getTuple(configOf(thread))
    expect(client.ingests).toBe(0)
    expect(tuple?.checkpoint.channel_values).toEqual({ a: 'base', b: 'value 2' })
    expect(tuple?.pendingWrites).toEqual([['task', 'b', 'pending']])
    await saver.close()
  })

  it.skipIf(process.platform === 'win32')(
    'is in files that only its account can read',
    async () => {
      const path = join(folder.path, 'spool')
      const before = process.umask(0o022)
      const { saver } = openSpooled(kusto, path)
      await put(saver, thread, 1)
      process.umask(before)
      const withState = readdirSync(path).filter((name) => /\.sqlite(?:-wal|-shm)?$/.test(name))
      expect(withState).toHaveLength(3)
      const modes = [path, ...withState.map((name) => join(path, name))].map(
        (file) => statSync(file).mode & 0o777,
      )
      expect(modes).toEqual([0o700, 0o600, 0o600, 0o600])
      await saver.close()
    },
  )

  it('serializes its values before it waits for the files', async () => {
    const { saver } = openSpooled(kusto, folder.path)
    const values = { list: ['one'] }
    const putting = saver.put(configOf(thread), checkpointOf(1, values), {
      source: 'loop',
      step: 1,
      parents: {},
    })
    values.list.push('two')
    await putting
    const tuple = await saver.getTuple(configOf(thread))
    expect(tuple?.checkpoint.channel_values['list']).toEqual(['one'])
    await saver.close()
  })

  it('is read and sent by the next process, from its first call', async () => {
    const first = openSpooled(kusto, folder.path)
    for (const n of [1, 2, 3]) await put(first.saver, thread, n)
    await first.saver.close()
    const second = openSpooled(kusto, folder.path)
    expect(await stepOf(second.saver, thread)).toBe('value 3')
    await put(second.saver, thread, 4)
    await second.saver.flush()
    expect(second.client.stored.length).toBeGreaterThan(0)
    await second.saver.close()
    await using durable = new KustoSaver({ client: kusto.client() })
    expect(await stepOf(durable, thread)).toBe('value 4')
  })

  it('leaves the spool when Kusto has it: the next process sends nothing again', async () => {
    const first = openSpooled(kusto, folder.path)
    await put(first.saver, thread, 1)
    await first.saver.flush()
    await first.saver.close()
    const second = openSpooled(kusto, folder.path)
    await second.saver.flush()
    expect(second.client.ingests).toBe(0)
    await second.saver.close()
  })

  it('saves requests: twelve puts of a thread take two', async () => {
    const { saver, client } = openSpooled(kusto, folder.path)
    for (let n = 1; n <= 12; n++) await put(saver, thread, n)
    await saver.flush()
    expect(client.ingests).toBe(2)
    expect(client.stored.map(([table]) => table)).toEqual(['CheckpointBlobs', 'Checkpoints'])
    await saver.close()
  })

  it('is sent by close() within its time limit', async () => {
    const { saver, client } = openSpooled(kusto, folder.path, { closeTimeoutMs: 60_000 })
    await put(saver, thread, 1)
    await saver.close()
    expect(client.stored).toHaveLength(2)
  })

  it('stays on the disk if Kusto is away at close()', async () => {
    const { saver, client } = openSpooled(kusto, folder.path, { closeTimeoutMs: 60_000 })
    await put(saver, thread, 1)
    client.isAway = true
    await expect(saver.flush()).rejects.toMatchObject({ code: 'INGEST_UNAVAILABLE' })
    await saver.close()
    const next = openSpooled(kusto, folder.path)
    expect(await stepOf(next.saver, thread)).toBe('value 1')
    await next.saver.close()
  })
})

describe('while Kusto is away', () => {
  it('pauses, tries one thread, and sends everything when that works', async () => {
    const clock = new VirtualClock()
    const client = new MoodyClient(kusto.client())
    const saver = new KustoSaver({
      client,
      clock,
      retries: 0,
      retryBudgetMs: 0,
      writeMode: 'spooled',
      spool: { path: folder.path, lingerMs: 1000 },
    })
    const threads = Array.from({ length: 5 }, () => freshThread())
    for (const one of threads) await put(saver, one, 1)
    client.isAway = true
    await clock.advance(1000)
    await clock.advance(60_000)
    expect(client.stored).toEqual([])
    for (const one of threads) await put(saver, one, 2)
    client.isAway = false
    await clock.advance(60_000)
    await saver.flush()
    const sent = client.stored.map(([, body]) => body).join('')
    expect(threads.filter((one) => !sent.includes(one))).toEqual([])
    expect(client.ingests).toBeLessThan(60)
    expect(await Promise.all(threads.map((one) => stepOf(saver, one)))).toEqual(
      threads.map(() => 'value 2'),
    )
    await saver.close()
  })
})

describe('a deletion', () => {
  it('hides the thread while its rows and its tombstone wait, also after a restart', async () => {
    const first = openSpooled(kusto, folder.path)
    await put(first.saver, thread, 1)
    await first.saver.deleteThread(thread)
    expect(await stepOf(first.saver, thread)).toBeUndefined()
    await first.saver.close()
    const second = openSpooled(kusto, folder.path)
    expect(await stepOf(second.saver, thread)).toBeUndefined()
    await second.saver.flush()
    expect(second.client.stored.map(([table]) => table)).toEqual([
      'CheckpointBlobs',
      'Checkpoints',
      'ThreadDeletions',
    ])
    await second.saver.close()
    await using durable = new KustoSaver({ client: kusto.client() })
    expect(await stepOf(durable, thread)).toBeUndefined()
  })

  it('does not hide what a new life of the thread wrote, also after a restart', async () => {
    const first = openSpooled(kusto, folder.path)
    await put(first.saver, thread, 1)
    await first.saver.deleteThread(thread)
    await first.saver.getTuple(configOf(thread))
    await put(first.saver, thread, 1)
    await first.saver.close()
    const second = openSpooled(kusto, folder.path)
    expect(await stepOf(second.saver, thread)).toBe('value 1')
    await second.saver.flush()
    expect(await stepOf(second.saver, thread)).toBe('value 1')
    await second.saver.close()
  })

  it('refuses a run that builds on what it deleted', async () => {
    const { saver } = openSpooled(kusto, folder.path)
    await put(saver, thread, 1)
    await saver.deleteThread(thread)
    await expect(put(saver, thread, 2)).rejects.toMatchObject({ code: 'THREAD_DELETED' })
    await saver.close()
  })
})

describe('rows that Kusto refuses', () => {
  it('stop their thread, and no other', async () => {
    const { saver, client } = openSpooled(kusto, folder.path)
    const other = freshThread()
    await put(saver, thread, 1)
    await put(saver, thread, 2)
    await put(saver, other, 1)
    client.refused = thread
    await expect(saver.flush()).rejects.toMatchObject({ code: 'INGEST_REJECTED' })
    await expect(stepOf(saver, thread)).rejects.toMatchObject({
      code: 'SPOOL_REFUSED',
      threadId: thread,
    })
    await expect(put(saver, thread, 3)).rejects.toMatchObject({ code: 'SPOOL_REFUSED' })
    expect(client.stored.some(([, body]) => body.includes(other))).toBe(true)
    await put(saver, other, 2)
    await saver.flush().catch(() => undefined)
    expect(await stepOf(saver, other)).toBe('value 2')
    expect(client.stored.some(([, body]) => body.includes(thread))).toBe(false)
    expect(client.stored.some(([, body]) => body.includes('value 2'))).toBe(true)
    const report = await saver.healthCheck()
    expect(report.checks.find(({ name }) => name === 'spool')).toMatchObject({ status: 'failing' })
    await saver.close()
  })

  it('stay refused after a restart, and are read again once Kusto takes them', async () => {
    const first = openSpooled(kusto, folder.path)
    await put(first.saver, thread, 1)
    first.client.refused = thread
    await first.saver.flush().catch(() => undefined)
    await first.saver.close()
    const second = openSpooled(kusto, folder.path)
    await expect(stepOf(second.saver, thread)).rejects.toMatchObject({ code: 'SPOOL_REFUSED' })
    await second.saver.flush()
    expect(await stepOf(second.saver, thread)).toBe('value 1')
    await second.saver.close()
  })

  it('never let a checkpoint through without the value before it', async () => {
    const { saver, client } = openSpooled(kusto, folder.path)
    for (const n of [1, 2, 3]) await put(saver, thread, n)
    client.refused = 'value 2'
    await saver.flush().catch(() => undefined)
    expect(client.stored.filter(([table]) => table === 'Checkpoints')).toEqual([])
    await saver.close()
  })
})

describe('a full spool', () => {
  it('makes callers wait until Kusto has taken rows', async () => {
    const { saver, client } = openSpooled(kusto, folder.path, { maxBytes: 1000 })
    await put(saver, thread, 1)
    const waiting = put(saver, thread, 2)
    const first = await Promise.race([waiting, saver.getTuple(configOf(thread))])
    expect(first).toHaveProperty('checkpoint')
    await saver.flush()
    await waiting
    expect(client.stored.length).toBeGreaterThan(0)
    await saver.close()
  })

  it('rejects those that still wait when the saver is closed', async () => {
    const { saver, client } = openSpooled(kusto, folder.path, { maxBytes: 1000 })
    client.isAway = true
    await put(saver, thread, 1)
    const waiting = Promise.allSettled([put(saver, thread, 2)])
    await saver.getTuple(configOf(thread))
    await saver.close()
    const [outcome] = await waiting
    expect(outcome).toMatchObject({ status: 'rejected', reason: { code: 'CLOSED' } })
  })
})

describe('the folder', () => {
  it('gives each process files of its own, and those of dead ones to the next', async () => {
    const first = openSpooled(kusto, folder.path)
    await put(first.saver, thread, 1)
    const other = freshThread()
    const second = openSpooled(kusto, folder.path)
    await put(second.saver, other, 1)
    expect(await stepOf(second.saver, thread)).toBeUndefined()
    await first.saver.close()
    await second.saver.close()
    const third = openSpooled(kusto, folder.path)
    expect(await stepOf(third.saver, thread)).toBe('value 1')
    expect(await stepOf(third.saver, other)).toBe('value 1')
    await third.saver.flush()
    expect(third.client.ingests).toBe(2)
    await third.saver.close()
  })

  it('belongs to one database', async () => {
    const endpoint = { clusterUri: 'https://one', database: 'A' }
    const client = kusto.client()
    const first = new KustoSaver({
      client,
      endpoint,
      writeMode: 'spooled',
      spool: { path: folder.path, closeTimeoutMs: 0 },
    })
    await put(first, thread, 1)
    await first.close()
    const second = new KustoSaver({
      client: kusto.client(),
      endpoint: { ...endpoint, database: 'B' },
      writeMode: 'spooled',
      spool: { path: folder.path, closeTimeoutMs: 0 },
    })
    await expect(stepOf(second, thread)).rejects.toMatchObject({ code: 'INVALID_OPTION' })
    await second.close()
  })
})

describe('a folder that cannot be used', () => {
  it('fails setup() and each call with a typed error that names both', async () => {
    for (const [name, path] of unusableFolders()) {
      const { saver } = openSpooled(kusto, path)
      expect([name, await caught(saver.setup())]).toMatchObject([name, failed('setup')])
      expect([name, await caught(put(saver, thread, 1))]).toMatchObject([name, failed('put')])
      expect([name, await caught(stepOf(saver, thread))]).toMatchObject([name, failed('getTuple')])
      await saver.close()
    }
  })

  it('is created with the folders above it', async () => {
    const { saver } = openSpooled(kusto, join(folder.path, 'a', 'b'))
    await saver.setup()
    expect(statSync(join(folder.path, 'a', 'b')).mode & 0o777).toBe(0o700)
    await saver.close()
  })
})

function unusableFolders(): readonly (readonly [name: string, path: string])[] {
  writeFileSync(join(folder.path, 'file'), '')
  return [
    ['below a file system that takes no folders', '/proc/langgraph-spool'],
    ['of such a file system', '/proc/self'],
    ['that is a file', join(folder.path, 'file')],
    ['below a file', join(folder.path, 'file', 'spool')],
  ]
}

function failed(operation: string) {
  return {
    code: 'SPOOL_FAILED',
    operation,
    message: expect.stringMatching(
      /^The folder \/.* cannot be used: .*Set `spool\.path`/,
    ) as unknown,
  }
}

function caught(work: Promise<unknown>): Promise<unknown> {
  return work.then(
    () => undefined,
    (error: unknown) => error,
  )
}

it('needs `spool.path`, which no other mode accepts', () => {
  const client = kusto.client()
  expect(() => new KustoSaver({ client, writeMode: 'spooled' })).toThrow(/spool/)
  expect(() => new KustoSaver({ client, spool: { path: folder.path } })).toThrow(/spool/)
  const bad = { path: folder.path, maxBytes: 0 }
  expect(() => new KustoSaver({ client, writeMode: 'spooled', spool: bad })).toThrow(/maxBytes/)
})
