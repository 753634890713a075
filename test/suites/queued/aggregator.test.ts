import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { LocalKusto, VirtualClock, type LocalKustoOptions } from '../../../src/local/index.ts'
import { loadDriver } from '../../../src/sqlite/driver.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'

let clock: VirtualClock
let kusto: LocalKusto

const open = async (options: LocalKustoOptions = {}): Promise<void> => {
  kusto = await LocalKusto.open({ clock, ...options })
}

const MAPPING = `[{"column":"id","path":"$.id"},{"column":"n","path":"$.n"}]`

const run = (text: string) => kusto.client().command({ text })

const createTable = async (policy?: object): Promise<void> => {
  await run('.create table T (id:string, n:long)')
  await run(`.create table T ingestion json mapping 'M' '${MAPPING}'`)
  if (policy !== undefined) {
    await run(`.alter table T policy ingestionbatching '${JSON.stringify(policy)}'`)
  }
}

const enqueue = (
  ids: readonly string[],
  options: { flushImmediately?: boolean; ingestByTag?: string; mapping?: string } = {},
): Promise<void> => {
  const body = Buffer.from(ids.map((id) => JSON.stringify({ id, n: 1 })).join('\n'))
  return kusto.client().enqueue({ table: 'T', mapping: 'M', body, ...options })
}

const visible = async (): Promise<unknown[]> => {
  const [table] = await kusto
    .client()
    .query({ text: 'T | project id | sort by id asc', parameters: {} })
  return (table?.rows ?? []).map(([id]) => id)
}

const failures = async (): Promise<readonly (readonly unknown[])[]> =>
  (await run('.show ingestion failures | project Table, ErrorCode, ShouldRetry')).rows

beforeEach(() => {
  clock = new VirtualClock()
})

afterEach(async () => {
  await kusto.close()
})

describe('queued ingestion in process', () => {
  it('shows rows after the batching time of the table, counted from the first', async () => {
    await open()
    await createTable({ MaximumBatchingTimeSpan: '00:00:30' })
    await enqueue(['a'])
    await clock.advance(20_000)
    await enqueue(['b'])
    await clock.advance(9_999)
    expect(await visible()).toEqual([])
    await clock.advance(1)
    expect(await visible()).toEqual(['a', 'b'])
  })

  it('waits five minutes without a policy', async () => {
    await open()
    await createTable()
    await enqueue(['a'])
    await clock.advance(299_999)
    expect(await visible()).toEqual([])
    await clock.advance(1)
    expect(await visible()).toEqual(['a'])
  })

  it("uses the database's policy if the table has none", async () => {
    await open()
    await createTable()
    await run(
      `.alter database NetDefaultDB policy ingestionbatching '{"MaximumBatchingTimeSpan":"00:00:10"}'`,
    )
    await enqueue(['a'])
    await clock.advance(10_000)
    expect(await visible()).toEqual(['a'])
  })

  it('seals a batch by its number of items', async () => {
    await open()
    await createTable({ MaximumNumberOfItems: 3 })
    await enqueue(['a'])
    await enqueue(['b'])
    expect(await visible()).toEqual([])
    await enqueue(['c'])
    expect(await visible()).toEqual(['a', 'b', 'c'])
    expect(clock.pendingTimers).toBe(0)
  })

  it('seals a batch by its raw size', async () => {
    await open()
    await createTable({ MaximumRawDataSizeMB: 1 })
    await enqueue(['a'.repeat(600_000)])
    expect(await visible()).toHaveLength(0)
    await enqueue(['b'.repeat(600_000)])
    expect(await visible()).toHaveLength(2)
  })

  it('seals a batch at once when a source says so', async () => {
    await open()
    await createTable()
    await enqueue(['a'])
    await enqueue(['b'], { flushImmediately: true })
    expect(await visible()).toEqual(['a', 'b'])
  })

  it('skips a source whose tag the table has, until its rows are removed', async () => {
    await open()
    await createTable()
    await enqueue(['a'], { ingestByTag: 'one' })
    await enqueue(['a'], { ingestByTag: 'one' })
    await enqueue(['a'], { ingestByTag: 'two' })
    expect(await visible()).toEqual(['a', 'a'])
    await run('.clear table T data')
    await enqueue(['a'], { ingestByTag: 'one' })
    expect(await visible()).toEqual(['a'])
  })

  it('lists an unreadable source as failed and ingests the rest of its batch', async () => {
    await open()
    await createTable({ MaximumNumberOfItems: 3 })
    await enqueue(['a'])
    await kusto.client().enqueue({ table: 'T', mapping: 'M', body: Buffer.from('no json at all') })
    await enqueue(['b'], { mapping: 'Missing' })
    expect(await visible()).toEqual(['a'])
    expect(await failures()).toEqual([
      ['T', 'BadRequest_NoRecordsOrWrongFormat', false],
      ['T', 'BadRequest_MappingReferenceWasNotFound', false],
    ])
  })

  it('lists a missing table as failed when the batch is sealed, not before', async () => {
    await open()
    await enqueue(['a'])
    expect(await failures()).toEqual([])
    await clock.advance(300_000)
    expect(await failures()).toEqual([['T', 'BadRequest_EntityNotFound', false]])
  })

  it('forgets failures after 14 days', async () => {
    await open()
    await enqueue(['a'], { flushImmediately: true })
    await clock.advance(14 * 86_400_000)
    expect(await failures()).toHaveLength(1)
    await clock.advance(1)
    expect(await failures()).toEqual([])
  })

  it('keeps waiting sources and their waiting time over a restart', async () => {
    await using folder = await temporaryFolder()
    const path = join(folder.path, 'kusto.db')
    await open({ path })
    await createTable({ MaximumBatchingTimeSpan: '00:00:30' })
    await enqueue(['a'])
    await clock.advance(20_000)
    await kusto.close()
    await open({ path })
    expect(await visible()).toEqual([])
    await clock.advance(10_000)
    expect(await visible()).toEqual(['a'])
    await kusto.close()
    await open({ path })
    await clock.advance(60_000)
    expect(await visible()).toEqual(['a'])
  })

  it('retries a transient failure once', async () => {
    await using folder = await temporaryFolder()
    const path = join(folder.path, 'kusto.db')
    await open({ path })
    await createTable({ MaximumBatchingTimeSpan: '00:00:30' })
    await enqueue(['a'])
    const { DatabaseSync } = await loadDriver()
    const other = new DatabaseSync(path, { readBigInts: true, returnArrays: true })
    other.exec('BEGIN IMMEDIATE')
    await clock.advance(30_000)
    other.exec('ROLLBACK')
    other.close()
    expect(await visible()).toEqual([])
    await clock.advance(10_000)
    expect(await visible()).toEqual(['a'])
    expect(clock.pendingTimers).toBe(0)
    expect(await failures()).toEqual([])
  })
})
