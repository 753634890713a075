import { describe, expect, it } from 'vitest'
import { command, createTable, ingest, open, rows } from '../engine/opened.ts'

function columnsOf(schema: unknown): readonly string[] {
  const parsed: { OrderedColumns: { Name: string; CslType: string }[] } = JSON.parse(String(schema))
  return parsed.OrderedColumns.map((column) => `${column.Name}:${column.CslType}`)
}

describe('table commands', () => {
  it('.create table leaves an existing table unchanged', async () => {
    const client = (await open()).client()
    await command(client, '.create table T (a:string, b:long)')
    const [shown] = await command(client, ".create table ['T'] (x:datetime)")
    expect(columnsOf(shown?.['Schema'])).toEqual(['a:string', 'b:long'])
  })

  it('.create-merge adds columns at the end and rejects another type', async () => {
    const client = (await open()).client()
    await createTable(client, 'T', 'a:string, b:long')
    await ingest(client, 'T', { a: 'x', b: 1 })
    const [shown] = await command(
      client,
      ".create-merge table T (c:dynamic, ['d e']:real, a:string) with (folder='F')",
    )
    expect(columnsOf(shown?.['Schema'])).toEqual(['a:string', 'b:long', 'c:dynamic', 'd e:real'])
    expect(shown?.['Folder']).toBe('F')
    expect(await rows(client, 'T')).toEqual([['x', 1, null, null]])
    await expect(command(client, '.create-merge table T (b:int)')).rejects.toThrow(/'b'.*long/)
  })

  it('.create-merge tables creates several', async () => {
    const client = (await open()).client()
    await command(client, '.create-merge tables A (x:string), B (y:int, z:guid)')
    const shown = await command(client, '.show tables')
    expect(shown.map((row) => row['TableName'])).toEqual(['A', 'B'])
  })

  it('.alter table drops the columns that it does not name and orders the others', async () => {
    const client = (await open()).client()
    await createTable(client, 'T', 'a:string, b:long, c:int')
    await ingest(client, 'T', { a: 'x', b: 1, c: 2 })
    await command(client, '.alter table T (c:int, d:bool, a:string)')
    expect(await rows(client, 'T')).toEqual([[2, null, 'x']])
  })

  it('.alter column changes the type of a column and drops its values', async () => {
    const client = (await open()).client()
    await createTable(client, 'T', 'a:string, b:long')
    await command(client, ".alter column T.a policy encoding type='Identifier'")
    await ingest(client, 'T', { a: 'x', b: 1 })
    await command(client, '.alter column T.b type=string')
    await command(client, ".alter column ['T'].['a'] type=long")
    expect(await rows(client, 'T')).toEqual([[null, '']])
  })

  it('renames and drops columns and tables with their data', async () => {
    const client = (await open()).client()
    await createTable(client, 'T', 'a:string, b:string, c:int')
    await command(client, ".alter column T.a policy encoding type='Identifier'")
    await ingest(client, 'T', { a: 'x', b: 'y', c: 1 })
    await command(client, '.rename columns b = T.a, a = T.b')
    await command(client, '.rename column T.c to d')
    await command(client, '.create table U (z:string)')
    await command(client, '.rename tables U = T, T = U')
    expect(await rows(client, 'U | project a, b, d')).toEqual([['y', 'x', 1]])
    await command(client, '.drop table U columns (a, d)')
    expect(await rows(client, 'U')).toEqual([['x']])
    expect(await command(client, '.show column U.b policy encoding')).toMatchObject([
      {
        Policy: expect.stringContaining('"Profile":"Identifier"') as unknown,
        EntityName: '[NetDefaultDB].[U].[b]',
      },
    ])
    await command(client, '.drop tables (T, U, Nothing) ifexists')
    expect(await command(client, '.show tables')).toEqual([])
    await expect(command(client, '.drop table T')).rejects.toMatchObject({
      code: 'BadRequest_EntityNotFound',
    })
  })

  it('rejects columns that differ only by case', async () => {
    const client = (await open()).client()
    await expect(command(client, '.create table T (id:string, Id:string)')).rejects.toMatchObject({
      code: 'BadRequest_NotSupported',
    })
    expect(await command(client, '.show tables')).toEqual([])
  })

  it.each([
    ".create table ['$row'] (a:string)",
    ".create table T (['$row']:long)",
    ".create table T (['a\"b']:long)",
  ])('rejects the names of %s', async (text) => {
    const client = (await open()).client()
    await expect(command(client, text)).rejects.toMatchObject({
      code: 'BadRequest_EntityNameIsNotValid',
    })
  })

  it('.show table shows details, schemas and columns', async () => {
    const client = (await open()).client()
    await createTable(client, 'T', 'a:string, b:long')
    await ingest(client, 'T', { a: 'x' }, { a: 'y' })
    expect(await command(client, '.show table T cslschema')).toMatchObject([
      { Schema: 'a:string,b:long' },
    ])
    expect(await command(client, '.show table T details')).toMatchObject([
      { TotalRowCount: 2, TableName: 'T' },
    ])
    expect(await command(client, '.show tables details')).toHaveLength(1)
    const [schema] = await command(client, '.show table T schema as json')
    expect(columnsOf(schema?.['Schema'])).toEqual(['a:string', 'b:long'])
    expect(await command(client, '.show table T')).toMatchObject([
      { AttributeName: 'a', AttributeType: 'string' },
      { AttributeName: 'b', AttributeType: 'long' },
    ])
  })

  it('lets a query continue after .show', async () => {
    const client = (await open()).client()
    await command(client, '.create-merge tables A (x:string), B (y:string), AB (z:string)')
    const found = await command(
      client,
      ".show tables | where TableName startswith 'A' | summarize n = count()",
    )
    expect(found).toEqual([{ n: 2 }])
  })

  it('rejects unknown commands with name and position', async () => {
    const client = (await open()).client()
    await expect(command(client, '.export to csv x <| print 1')).rejects.toThrow(
      /'\.export to csv x'/,
    )
    await expect(command(client, '.create table T (a:text)')).rejects.toThrow(
      /a type.*'text'.*position 19/,
    )
    await expect(command(client, '.create table T (a:string) nonsense')).rejects.toThrow(
      /'nonsense'/,
    )
    await expect(command(client, 'show tables')).rejects.toMatchObject({
      code: 'BadRequest_SyntaxError',
    })
    await expect(command(client, ".show table 'T")).rejects.toMatchObject({ status: 400 })
  })

  it('a failing command leaves nothing behind', async () => {
    const client = (await open()).client()
    await expect(
      command(client, '.create tables A (x:string), B (y:string, y:long)'),
    ).rejects.toThrow(/Duplicate column 'y'/)
    await expect(
      command(client, '.alter table Nothing policy streamingingestion enable'),
    ).rejects.toMatchObject({ code: 'BadRequest_EntityNotFound' })
    expect(await command(client, '.show tables')).toEqual([])
  })
})
