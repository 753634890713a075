import { describe, expect, it } from 'vitest'
import { command, createTable, ingest, open, rows } from '../engine/opened.ts'

describe('streaming ingestion', () => {
  it('is rejected while no policy enables it', async () => {
    const client = (await open()).client()
    await createTable(client, 'T', 'id:string')
    await command(client, '.alter table T policy streamingingestion disable')
    await expect(ingest(client, 'T', { id: 'a' })).rejects.toMatchObject({
      code: 'BadRequest_StreamingIngestionPolicyNotEnabled',
      status: 400,
      permanent: true,
    })
  })

  it("follows the database's policy unless the table has its own", async () => {
    const client = (await open({ database: 'db' })).client()
    await createTable(client, 'T', 'id:string')
    await command(client, '.delete table T policy streamingingestion')
    await command(client, '.alter database db policy streamingingestion enable')
    await ingest(client, 'T', { id: 'a' })
    await command(client, '.alter table T policy streamingingestion disable')
    await expect(ingest(client, 'T', { id: 'b' })).rejects.toMatchObject({ status: 400 })
  })

  it('names a missing table and mapping', async () => {
    const client = (await open()).client()
    await createTable(client, 'T', 'id:string')
    await expect(ingest(client, 'U', { id: 'a' })).rejects.toMatchObject({
      code: 'BadRequest_EntityNotFound',
      message: expect.stringContaining("'U'"),
    })
    const wrongMapping = client.ingest({ table: 'T', mapping: 'x', body: Buffer.from('{}') })
    await expect(wrongMapping).rejects.toMatchObject({
      code: 'BadRequest_MappingReferenceWasNotFound',
    })
  })

  it('requires the name of a mapping for JSON', async () => {
    const kusto = await open()
    await createTable(kusto.client(), 'T', 'id:string')
    const call = kusto.ingest({
      database: 'NetDefaultDB',
      table: 'T',
      format: 'json',
      mapping: undefined,
      body: Buffer.from('{"id":"a"}'),
    })
    await expect(call).rejects.toMatchObject({ status: 400, permanent: true })
  })

  it('accepts 4 MB in a request and not a byte more', async () => {
    const client = (await open()).client()
    await createTable(client, 'T', 'id:string')
    const body = Buffer.alloc(4 * 2 ** 20, ' ')
    body.write('{"id":"a"}')
    await client.ingest({ table: 'T', mapping: 'm', body })
    const larger = Buffer.concat([body, Buffer.from(' ')])
    await expect(client.ingest({ table: 'T', mapping: 'm', body: larger })).rejects.toMatchObject({
      code: 'Stream_InputStreamTooLarge',
      status: 413,
    })
    expect(await rows(client, 'T')).toEqual([['a']])
  })

  it('silently drops malformed lines', async () => {
    const client = (await open()).client()
    await createTable(client, 'T', 'id:string')
    await ingest(client, 'T', { id: 'a' }, '{"id":"b"', '[1]', 'null', '', { id: 'c' })
    expect(await rows(client, 'T')).toEqual([['a'], ['c']])
  })

  it('stores null for values of another type, and an empty string for missing strings', async () => {
    const client = (await open()).client()
    await createTable(client, 'T', 's:string, n:long, b:bool, d:datetime, j:dynamic')
    await ingest(client, 'T', { n: 'x', b: 'maybe', d: 'soon' }, { s: null, n: null })
    expect(await rows(client, 'T')).toEqual([
      ['', null, null, null, null],
      ['', null, null, null, null],
    ])
  })

  it('keeps long and dynamic numbers as written', async () => {
    const client = (await open()).client()
    await createTable(client, 'T', 'n:long, j:dynamic, s:string')
    await ingest(
      client,
      'T',
      '{"n": 9007199254740993, "j": {"a": 1.0, "b": 9007199254740993}, "s": {"a": 1.0}}',
    )
    expect(await rows(client, 'T | project tostring(n), tostring(j), s')).toEqual([
      ['9007199254740993', '{"a":1.0,"b":9007199254740993}', '{"a":1.0}'],
    ])
  })

  it('truncates a long string at a whole character and nulls a long dynamic', async () => {
    const client = (await open()).client()
    await createTable(client, 'T', 's:string, j:dynamic')
    const text = `${'x'.repeat(2 ** 20 - 1)}é`
    await ingest(client, 'T', { s: text, j: { text } })
    expect(await rows(client, 'T | project strlen(s), isnull(j)')).toEqual([[2 ** 20 - 1, true]])
  })

  it('lets an encoding policy raise the limit for later rows', async () => {
    const client = (await open()).client()
    await createTable(client, 'T', 's:string, j:dynamic')
    const text = 'x'.repeat(1_100_000)
    await ingest(client, 'T', { s: text })
    await command(client, ".alter column T.s policy encoding type='BigObject32'")
    await command(client, ".alter column T.j policy encoding type='BigObject'")
    await ingest(client, 'T', { s: text, j: { text } })
    expect(await rows(client, 'T | project strlen(s), isnull(j)')).toEqual([
      [2 ** 20, true],
      [1_100_000, false],
    ])
  })

  it('reads nested paths, constants and unix times by the mapping', async () => {
    const client = (await open()).client()
    await createTable(client, 'T', 'a:string, b:long, c:string, d:datetime')
    const mapping = [
      { column: 'a', Properties: { Path: "$['x.y'][1].z" } },
      { column: 'b', path: '$.n.m' },
      { column: 'c', Properties: { ConstValue: 'fixed' } },
      { column: 'd', Properties: { Path: '$.t', Transform: 'DateTimeFromUnixSeconds' } },
    ]
    await command(
      client,
      `.create-or-alter table T ingestion json mapping 'm' @'${JSON.stringify(mapping).replaceAll("'", "''")}'`,
    )
    await ingest(client, 'T', { 'x.y': [0, { z: 'deep' }], n: { m: 3 }, t: 86_400 })
    expect(await rows(client, 'T')).toEqual([['deep', 3, 'fixed', '1970-01-02T00:00:00Z']])
  })

  it('rejects a mapping to a missing column', async () => {
    const client = (await open()).client()
    await createTable(client, 'T', 'a:string, b:string')
    await command(client, '.drop column T.b')
    await expect(ingest(client, 'T', { a: 'x' })).rejects.toMatchObject({
      code: 'BadRequest_InvalidMapping',
      message: expect.stringContaining("'b'"),
    })
  })

  it('accepts multijson over several lines and rejects it entirely when it is malformed', async () => {
    const kusto = await open()
    await createTable(kusto.client(), 'T', 'id:string')
    const send = (text: string): Promise<void> =>
      kusto.ingest({
        database: 'NetDefaultDB',
        table: 'T',
        format: 'multijson',
        mapping: 'm',
        body: Buffer.from(text),
      })
    await send('[{"id":\n"a"}, {"id":"b"}]')
    await send('{"id":"c"}\n\n{"id":"d"} {"id":"e"}')
    await expect(send('{"id":"f"} {"id":')).rejects.toMatchObject({
      code: 'BadRequest_InvalidBlob',
    })
    await expect(send('[{"id":"f"} {"id":"g"}]')).rejects.toMatchObject({
      code: 'BadRequest_InvalidBlob',
    })
    await expect(send('[{"id":"f"}')).rejects.toMatchObject({ code: 'BadRequest_InvalidBlob' })
    expect((await rows(kusto.client(), 'T')).flat()).toEqual(['a', 'b', 'c', 'd', 'e'])
  })

  it('rejects an unsupported format by name', async () => {
    const kusto = await open()
    await createTable(kusto.client(), 'T', 'id:string')
    const call = kusto.ingest({
      database: 'NetDefaultDB',
      table: 'T',
      format: 'parquet',
      mapping: 'm',
      body: Buffer.from('x'),
    })
    await expect(call).rejects.toMatchObject({ message: expect.stringContaining('parquet') })
  })
})
