import { describe, expect, it } from 'vitest'
import { command, createTable, ingest, open, rows } from '../engine/opened.ts'
import type { Client } from '../engine/opened.ts'

async function policy(client: Client, entity: string, name: string): Promise<unknown> {
  const [row] = await command(client, `.show ${entity} policy ${name}`)
  return JSON.parse(String(row?.['Policy']))
}

async function withTable(): Promise<Client> {
  const client = (await open({ database: 'db' })).client()
  await command(client, '.create table T (a:string, b:long)')
  return client
}

/** An update policy that copies another table. */
function copyOf(source: string): string {
  return JSON.stringify([{ IsEnabled: true, Source: source, IsTransactional: true, Query: source }])
}

describe('policies', () => {
  it.each([
    ['retention \'{"SoftDeletePeriod":"90.00:00:00"}\'', { SoftDeletePeriod: '90.00:00:00' }],
    ['caching hot = 30d', { DataHotSpan: '30.00:00:00', IndexHotSpan: '30.00:00:00' }],
    ['caching hot = time(1.02:00:00)', { DataHotSpan: '1.02:00:00', IndexHotSpan: '1.02:00:00' }],
    ['streamingingestion enable', { IsEnabled: true, HintAllocatedRate: null }],
    ['ingestiontime true', { IsEnabled: true }],
    ['restricted_view_access false', { IsEnabled: false }],
    [
      'roworder (a asc, b desc)',
      [
        { ColumnName: 'a', SortDirection: 'Ascending' },
        { ColumnName: 'b', SortDirection: 'Descending' },
      ],
    ],
    ['row_level_security disable "T"', { IsEnabled: false, Query: 'T' }],
    ['partitioning \'{"PartitionKeys":[]}\'', { PartitionKeys: [] }],
  ])('.alter table T policy %s', async (text, expected) => {
    const client = await withTable()
    await command(client, `.alter table T policy ${text}`)
    const name = text.split(' ')[0] ?? ''
    expect(await policy(client, 'table T', name)).toEqual(expected)
    await command(client, `.delete table T policy ${name}`)
    expect(await policy(client, 'table T', name)).toBeNull()
  })

  it.each([
    ['bigobject32', 'BigObject32', 32 * 2 ** 20],
    ['BigObject', 'BigObject', 2 * 2 ** 20],
    ['Identifier', 'Identifier', 2 ** 20],
  ])(
    'encoding of type %s is shown by its profile, as a cluster does',
    async (type, Profile, MaxValueSize) => {
      const client = await withTable()
      await command(client, `.alter column T.a policy encoding type='${type}'`)
      expect(await policy(client, 'column T.a', 'encoding')).toEqual({
        MaxValueSize,
        EncodingPolicyOrigin: 'Admin',
        Profile,
      })
      await command(client, '.alter column T.a policy encoding')
      expect(await policy(client, 'column T.a', 'encoding')).toBeNull()
    },
  )

  it('.alter-merge changes only what it names', async () => {
    const client = await withTable()
    await command(
      client,
      '.alter-merge table T policy retention softdelete = 10d recoverability = disabled',
    )
    await command(client, '.alter-merge table T policy retention softdelete = 7d')
    expect(await policy(client, 'table T', 'retention')).toEqual({
      SoftDeletePeriod: '7.00:00:00',
      Recoverability: 'Disabled',
    })
  })

  it('belong to databases and views too', async () => {
    const client = await withTable()
    await command(
      client,
      '.alter database [\'db\'] policy retention \'{"SoftDeletePeriod":"1.00:00:00"}\'',
    )
    await command(client, '.create materialized-view V on table T { T | summarize max(b) by a }')
    await command(client, '.alter materialized-view V policy caching hot = 1d')
    expect(await policy(client, 'database db', 'retention')).toEqual({
      SoftDeletePeriod: '1.00:00:00',
    })
    expect(await policy(client, 'materialized-view V', 'caching')).toMatchObject({
      DataHotSpan: '1.00:00:00',
    })
  })

  it.each([
    ['row_level_security enable "T | where a == \'x\'"', 'row level security'],
    ['restricted_view_access true', 'restricted view access'],
    ['ingestiontime false', 'tables without ingestion times'],
  ])('%s would change query results, so it is rejected', async (text, what) => {
    const client = await withTable()
    await expect(command(client, `.alter table T policy ${text}`)).rejects.toMatchObject({
      code: 'BadRequest_NotSupported',
      permanent: true,
      message: expect.stringContaining(what) as unknown,
    })
    expect(await policy(client, 'table T', text.split(' ')[0] ?? '')).toBeNull()
  })

  it.each(['Null', 'Vector16'])(
    'encoding of type %s would change values, so it is rejected',
    async (type) => {
      const client = await withTable()
      await expect(
        command(client, `.alter column T.a policy encoding type='${type}'`),
      ).rejects.toThrow(`encoding policy type '${type}'`)
    },
  )

  it('are rejected when they are unknown or invalid', async () => {
    const client = await withTable()
    await expect(command(client, '.alter table T policy nonsense true')).rejects.toThrow(
      /'nonsense'/,
    )
    await expect(command(client, ".alter column T.a policy encoding type='Huge'")).rejects.toThrow(
      /'Huge'/,
    )
    await expect(command(client, '.alter table T policy roworder (z asc)')).rejects.toThrow(/'z'/)
    await expect(command(client, ".alter table T policy merge 'no json'")).rejects.toThrow(/JSON/)
    await expect(command(client, '.alter table T policy caching hot = soon')).rejects.toThrow(
      /soon/,
    )
  })

  it('an update policy fills its table from rows ingested into the source', async () => {
    const client = (await open()).client()
    await createTable(client, 'Raw', 'text:string')
    await command(client, '.create table Words (word:string, size:long)')
    const update = [
      {
        IsEnabled: true,
        Source: 'Raw',
        IsTransactional: true,
        Query: 'Raw | project word = text, size = strlen(text)',
      },
    ]
    await command(client, `.alter table Words policy update @'${JSON.stringify(update)}'`)
    await ingest(client, 'Raw', { text: 'one' })
    await ingest(client, 'Raw', { text: 'three' })
    expect(await rows(client, 'Words')).toEqual([
      ['one', 3],
      ['three', 5],
    ])
  })

  it('update policies that form a cycle are rejected when they would run', async () => {
    const client = (await open()).client()
    await createTable(client, 'A', 'text:string')
    await createTable(client, 'B', 'text:string')
    await command(client, `.alter table B policy update @'${copyOf('A')}'`)
    await command(client, `.alter table A policy update @'${copyOf('B')}'`)
    await expect(ingest(client, 'A', { text: 'x' })).rejects.toMatchObject({
      code: 'UpdatePolicy_Cyclic_Update_Not_Allowed',
    })
    expect(await rows(client, 'A | count')).toEqual([[0]])
  })

  it('a failing transactional update policy leaves the source unchanged', async () => {
    const client = (await open()).client()
    await createTable(client, 'Raw', 'text:string')
    await command(client, '.create table Words (word:string)')
    const update = [
      { IsEnabled: true, Source: 'Raw', IsTransactional: true, Query: 'Raw | project 1' },
    ]
    await command(client, `.alter table Words policy update @'${JSON.stringify(update)}'`)
    await expect(ingest(client, 'Raw', { text: 'one' })).rejects.toMatchObject({
      name: 'KustoError',
    })
    expect(await rows(client, 'Raw')).toEqual([])
  })
})
