import { EventEmitter, once } from 'node:events'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { GroupCommit } from '../../../../src/local/ingestion/group-commit.ts'
import { openDatabase } from '../../../../src/local/sqlite/open-database.ts'
import type { SqliteDatabase } from '../../../../src/local/sqlite/database.ts'
import { type DriverDatabase, loadDriver } from '../../../../src/sqlite/driver.ts'
import { temporaryFolder } from '../../../support/temporary-folder.ts'
import { createTable, ingest, open, rows } from '../engine/opened.ts'

let folder: Awaited<ReturnType<typeof temporaryFolder>>
let path: string
let database: SqliteDatabase
/** Transactions begun by the group commit itself. */
let commits: number
let group: GroupCommit
/** Replaces the disk in tests that decide when a sync ends. */
let disk: EventEmitter | undefined

beforeEach(async () => {
  folder = await temporaryFolder('group-commit-')
  path = join(folder.path, 'kusto.db')
  database = await openDatabase({ path })
  database.exec(
    'CREATE TABLE kept (n INTEGER PRIMARY KEY, of INTEGER REFERENCES kept (n) DEFERRABLE INITIALLY DEFERRED)',
  )
  commits = 0
  disk = undefined
  group = new GroupCommit({
    transactionAhead(work) {
      commits += 1
      const ahead = database.transactionAhead(work)
      if (disk === undefined) return ahead
      return { ...ahead, onDisk: once(disk, 'done').then(() => undefined) }
    },
    syncNow: () => database.syncNow(),
  })
})
afterEach(async () => {
  database.close()
  await folder.remove()
})

function endOfTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}

function insert(n: number, of?: number): void {
  database.transaction(() => {
    const reference = of === undefined ? null : BigInt(of)
    database.run('INSERT INTO kept VALUES (:n, :of)', { n: BigInt(n), of: reference })
  })
}

function kept(from: SqliteDatabase = database): number[] {
  return from.all('SELECT n FROM kept ORDER BY n').map(([n]) => Number(n))
}

function keptBy(other: DriverDatabase): number[] {
  const statement = other.prepare('SELECT n FROM kept ORDER BY n')
  statement.setReturnArrays(true)
  return statement.all({}).map((row) => Number(row))
}

function outcomesOf(work: readonly (() => void)[]): Promise<string[]> {
  const ends = work.map((one) =>
    group.run(one).then(
      () => 'acknowledged',
      (error: unknown) => (error instanceof Error ? error.message : String(error)),
    ),
  )
  return Promise.all(ends)
}

describe('requests that arrive in one turn of the event loop', () => {
  it('are committed together in order, separately from the next turn', async () => {
    await Promise.all([3, 1, 2].map((n) => group.run(() => insert(n))))
    expect(commits).toBe(1)
    expect(kept()).toEqual([1, 2, 3])
    await group.run(() => insert(4))
    expect(commits).toBe(2)
  })

  it('are not acknowledged before another connection sees them', async () => {
    const { DatabaseSync } = await loadDriver()
    const other = new DatabaseSync(path, { readBigInts: true, returnArrays: true })
    try {
      const seen: number[][] = []
      const note = (): number => seen.push(keptBy(other))
      await Promise.all([1, 2].map((n) => group.run(() => insert(n)).then(note)))
      expect(seen).toEqual([
        [1, 2],
        [1, 2],
      ])
    } finally {
      other.close()
    }
  })

  it('fail individually', async () => {
    const outcomes = await outcomesOf([
      () => insert(1),
      () =>
        database.transaction(() => {
          insert(2)
          throw new Error('of no use')
        }),
      () => insert(3),
    ])
    expect(outcomes).toEqual(['acknowledged', 'of no use', 'acknowledged'])
    expect(kept()).toEqual([1, 3])
  })

  it('are retried one by one when the commit fails, so that only the culprit fails', async () => {
    const outcomes = await outcomesOf([() => insert(1), () => insert(2, 99), () => insert(3)])
    expect(outcomes).toEqual(['acknowledged', 'FOREIGN KEY constraint failed', 'acknowledged'])
    expect(kept()).toEqual([1, 3])
  })

  it('are split into several commits when they are large', async () => {
    const many = Array.from({ length: 150 }, (_, n) => n)
    await Promise.all(many.map((n) => group.run(() => insert(n))))
    expect(commits).toBe(3)
    expect(kept()).toEqual(many)
  })

  it('are committed by flush() at once, and only once', async () => {
    const ended = group.run(() => insert(1))
    group.flush()
    expect(kept()).toEqual([1])
    await ended
    await group.run(() => insert(2))
    expect(commits).toBe(2)
  })

  it('do not wait for a test’s fake timers', async () => {
    vi.useFakeTimers({ toFake: ['setImmediate', 'setTimeout', 'queueMicrotask'] })
    try {
      await group.run(() => insert(1))
      expect(kept()).toEqual([1])
    } finally {
      vi.useRealTimers()
    }
  })
})

describe('ingests of one turn', () => {
  it('are independent: a rejected one does not affect the others', async () => {
    const client = (await open()).client()
    await createTable(client, 'T', 'id:string, n:long')
    await client.command({
      text: '.create materialized-view V on table T { T | summarize arg_max(n, *) by id }',
    })
    const [first, refused, last] = await Promise.allSettled([
      ingest(client, 'T', { id: 'a', n: 1 }, { id: 'b', n: 1 }),
      client.ingest({ table: 'T', mapping: 'none', body: Buffer.from('{}') }),
      ingest(client, 'T', { id: 'a', n: 2 }),
    ])
    expect(first).toMatchObject({ status: 'fulfilled' })
    expect(refused).toMatchObject({ reason: { code: 'BadRequest_MappingReferenceWasNotFound' } })
    expect(last).toMatchObject({ status: 'fulfilled' })
    expect(await rows(client, 'T | count')).toEqual([[3]])
    expect(await rows(client, 'V | order by id asc | project id, n')).toEqual([
      ['a', 2],
      ['b', 1],
    ])
  })

  it('that wait when the engine is closed are committed', async () => {
    const file = join(folder.path, 'closed.db')
    const kusto = await open({ path: file })
    await createTable(kusto.client(), 'T', 'id:string')
    const ended = ingest(kusto.client(), 'T', { id: 'a' })
    await kusto.close()
    await ended
    expect(await rows((await open({ path: file })).client(), 'T')).toEqual([['a']])
  })
})

describe('while the disk syncs', () => {
  it('nothing is acknowledged, and new requests are committed together afterwards', async () => {
    const first = new EventEmitter()
    disk = first
    const acknowledged: number[] = []
    const run = (n: number): Promise<number> =>
      group.run(() => insert(n)).then(() => acknowledged.push(n))
    const before = [run(1), run(2)]
    await vi.waitUntil(() => commits === 1)
    disk = undefined
    const after = [run(3)]
    await endOfTurn()
    after.push(run(4))
    await endOfTurn()
    expect(acknowledged).toEqual([])
    expect(kept()).toEqual([1, 2])
    first.emit('done')
    await Promise.all([...before, ...after])
    expect(acknowledged).toEqual([1, 2, 3, 4])
    expect(commits).toBe(2)
  })

  it('flush() waits for it', async () => {
    disk = new EventEmitter()
    const ended = [group.run(() => insert(1))]
    await vi.waitUntil(() => commits === 1)
    ended.push(group.run(() => insert(2)))
    group.flush()
    await Promise.all(ended)
    expect(kept()).toEqual([1, 2])
  })

  it('a disk failure fails all requests that were not synced and all later ones', async () => {
    const broken = new EventEmitter()
    disk = broken
    const outcomes = outcomesOf([() => insert(1), () => insert(2)])
    await vi.waitUntil(() => commits === 1)
    broken.emit('error', new Error('EIO'))
    const lost = expect.stringContaining('fix the disk and open it again')
    expect(await outcomes).toEqual([lost, lost])
    disk = undefined
    expect(await outcomesOf([() => insert(3)])).toEqual([lost])
    expect(kept()).toEqual([1, 2])
  })
})
