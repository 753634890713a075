import { describe, expect, it } from 'vitest'
import { command, createTable, open, rows } from '../engine/opened.ts'

describe('mappings', () => {
  it('are created, altered, shown and dropped', async () => {
    const client = (await open()).client()
    await createTable(client, 'T', 'a:string')
    const text = '[{"column":"a","Properties":{"Path":"$.b"}}]'
    await expect(
      command(client, `.create table T ingestion json mapping "m" '${text}'`),
    ).rejects.toMatchObject({
      code: 'BadRequest_EntityAlreadyExists',
    })
    await command(client, `.alter table T ingestion json mapping "m" '${text}'`)
    await command(client, `.create table T ingestion csv mapping 'c' '[{"Name":"a","Ordinal":0}]'`)
    expect(await command(client, '.show table T ingestion json mappings')).toMatchObject([
      { Name: 'm', Kind: 'Json', Mapping: text, Table: 'T' },
    ])
    expect(await command(client, '.show table T ingestion mappings')).toHaveLength(2)
    await command(client, '.drop table T ingestion json mapping "m"')
    await expect(command(client, '.show table T ingestion json mapping "m"')).rejects.toMatchObject(
      {
        code: 'BadRequest_EntityNotFound',
      },
    )
  })

  it('are rejected when they are invalid', async () => {
    const client = (await open()).client()
    await createTable(client, 'T', 'a:string')
    const create = (text: string): Promise<unknown> =>
      command(client, `.create table T ingestion json mapping "x" '${text}'`)
    await expect(create('nonsense')).rejects.toThrow(/JSON array/)
    await expect(create('[{"column":"a","path":"a..b"}]')).rejects.toThrow(/a\.\.b/)
    await expect(
      create('[{"column":"a","path":"$.a","transform":"DropMappedFields"}]'),
    ).rejects.toThrow(/DropMappedFields/)
  })
})

describe('functions', () => {
  it('are created, called, shown and dropped', async () => {
    const client = (await open()).client()
    await command(
      client,
      '.create-or-alter function with (folder="x", docstring="y") Twice(n:long) { n * 2 }',
    )
    await command(client, '.create ifnotexists function Twice(n:long) { n * 3 }')
    expect(await rows(client, 'print Twice(21)')).toEqual([[42]])
    expect(await command(client, '.show functions')).toMatchObject([
      { Name: 'Twice', Parameters: '(n:long)', Body: '{ n * 2 }', Folder: 'x', DocString: 'y' },
    ])
    await command(client, '.drop function Twice')
    await expect(rows(client, 'print Twice(21)')).rejects.toMatchObject({ name: 'KustoError' })
  })

  it('are checked when they are created', async () => {
    const client = (await open()).client()
    await expect(command(client, '.create function F() { Nowhere | count }')).rejects.toThrow(
      /Nowhere/,
    )
    expect(await command(client, '.show functions')).toEqual([])
    await command(client, '.create function with (skipvalidation=true) F() { Nowhere | count }')
  })
})

describe('the engine', () => {
  it('identifies itself as the local Kusto, not as a cluster', async () => {
    const client = (await open()).client()
    expect(await command(client, '.show cluster details')).toMatchObject([
      { Name: 'EmbeddedLocalKusto' },
    ])
    expect(await command(client, '.show version')).toMatchObject([
      { ServiceType: 'EmbeddedLocalKusto' },
    ])
    expect(await command(client, '.show diagnostics')).toMatchObject([{ IsHealthy: true }])
    expect(await command(client, ".show capacity | where Resource == 'Queries'")).toHaveLength(1)
    expect(await command(client, '.show ingestion failures')).toEqual([])
    expect(await command(client, '.show streamingingestion failures | take 5')).toEqual([])
    expect(await command(client, '.cancel query "x"')).toHaveLength(1)
    expect(await command(client, '.clear database cache streamingingestion schema')).toMatchObject([
      { Status: 'Succeeded' },
    ])
  })

  it('lists the latest queries by their request ids', async () => {
    const client = (await open()).client()
    await client.query({ text: 'print 1', parameters: {}, clientRequestId: 'first' })
    const broken = client.query({ text: 'Nowhere', parameters: {}, clientRequestId: 'second' })
    await expect(broken).rejects.toMatchObject({ status: 400 })
    const shown = await command(client, '.show queries | project ClientActivityId, State, Text')
    expect(shown).toEqual([
      { ClientActivityId: 'first', State: 'Completed', Text: 'print 1' },
      { ClientActivityId: 'second', State: 'Failed', Text: 'Nowhere' },
    ])
  })

  it('creates, lists and drops databases', async () => {
    const client = (await open({ database: 'main' })).client()
    await command(client, '.create database Other volatile')
    await expect(command(client, '.create database OTHER')).rejects.toMatchObject({
      code: 'BadRequest_EntityAlreadyExists',
    })
    await command(client, '.create database Other ifnotexists')
    expect((await command(client, '.show databases')).map((row) => row['DatabaseName'])).toEqual([
      'main',
      'Other',
    ])
    await command(client, '.drop database other')
    expect(await command(client, '.show databases')).toHaveLength(1)
  })

  it('shows a database schema as rows and as JSON', async () => {
    const client = (await open({ database: 'main' })).client()
    await createTable(client, 'T', 'a:string, b:long')
    await command(client, '.create materialized-view V on table T { T | summarize max(b) by a }')
    const [row] = await command(client, '.show database main schema as json')
    expect(JSON.parse(String(row?.['DatabaseSchema']))).toMatchObject({
      Databases: {
        main: {
          Tables: {
            T: {
              OrderedColumns: [
                { Name: 'a', Type: 'System.String', CslType: 'string' },
                { Name: 'b' },
              ],
            },
          },
          MaterializedViews: { V: { SourceTable: 'T' } },
        },
      },
    })
    const listed = await command(client, '.show database schema')
    expect(listed.map((one) => [one['TableName'], one['ColumnName']])).toEqual([
      ['', ''],
      ['T', ''],
      ['T', 'a'],
      ['T', 'b'],
    ])
  })
})
