import { describe, expect, it } from 'vitest'
import { command, createTable, ingest, open, rows } from '../engine/opened.ts'

describe('commands that write data', () => {
  it('.ingest inline accepts CSV with quotes and line breaks', async () => {
    const client = (await open()).client()
    await command(client, '.create table T (a:string, b:long, c:dynamic)')
    await command(
      client,
      '.ingest inline into table T <|\nx,1,"{""k"":1.0}"\n"two\nlines ""q""",,\n',
    )
    expect(await rows(client, 'T | project a, b, tostring(c)')).toEqual([
      ['x', 1, '{"k":1.0}'],
      ['two\nlines "q"', null, ''],
    ])
  })

  it('.ingest inline accepts JSON with a named or inline mapping', async () => {
    const client = (await open()).client()
    await createTable(client, 'T', 'a:string, b:long')
    await command(
      client,
      '.ingest inline into table T with (format=\'json\', ingestionMappingReference=\'m\') <| {"a":"x","b":1}',
    )
    await command(
      client,
      '.ingest inline into table T with (format=multijson, ingestionMapping=\'[{"column":"a","Properties":{"Path":"$.other"}}]\') <|\n[{"other":"y"}]',
    )
    expect(await rows(client, 'T')).toEqual([
      ['x', 1],
      ['y', null],
    ])
  })

  it('.set, .append, .set-or-append and .set-or-replace store the rows of a query', async () => {
    const client = (await open()).client()
    await command(client, '.set T <| range n from 1 to 2 step 1 | extend s = tostring(n)')
    await expect(command(client, '.set T <| print 1')).rejects.toMatchObject({
      code: 'BadRequest_EntityAlreadyExists',
    })
    await expect(command(client, '.append U <| print 1')).rejects.toMatchObject({
      code: 'BadRequest_EntityNotFound',
    })
    await expect(command(client, '.append T <| print s = "x", n = 1')).rejects.toThrow(
      /string, long/,
    )
    await command(client, '.append T <| T | project other = n + 10, s')
    await command(client, '.set-or-append T <| print n = 7, s = "seven"')
    expect((await rows(client, 'T | order by n asc')).map(([n]) => n)).toEqual([1, 2, 7, 11, 12])
    await command(client, '.set-or-replace async T <| T | where n == 7')
    expect(await rows(client, 'T')).toEqual([[7, 'seven']])
  })

  it('.delete table records deletes or only counts the rows of its predicate', async () => {
    const client = (await open()).client()
    await createTable(client, 'T', 'a:string, b:long')
    await ingest(client, 'T', { a: 'x', b: 1 }, { a: 'x', b: 2 }, { a: 'y', b: 3 })
    const predicate =
      "<| T | extend twice = b * 2 | project a, twice | where twice > 2 and a == 'x' | project a;"
    const [counted] = await command(
      client,
      `.delete table T records with (whatif=true) ${predicate}`,
    )
    expect(counted).toMatchObject({ RowCount: 1 })
    expect(await rows(client, 'T | count')).toEqual([[3]])
    await command(client, `.delete async table T records ${predicate}`)
    expect((await rows(client, 'T | order by b asc')).map(([, b]) => b)).toEqual([1, 3])
  })

  it.each([
    ['T', 'where'],
    ['T | take 1', 'where'],
    ['T | where b > 0 | take 1', "'take'"],
    ['U | where b > 0', "'T'"],
    ['T | where b > 0 | where z == 1', 'z'],
    ['let x = 1; T | where b == x', "'T'"],
  ])('.delete table records rejects the predicate %s', async (predicate, reason) => {
    const client = (await open()).client()
    await command(client, '.create table T (a:string, b:long)')
    await expect(command(client, `.delete table T records <| ${predicate}`)).rejects.toThrow(reason)
  })

  it('.delete reaches no other table through a sub-query', async () => {
    const client = (await open()).client()
    await command(client, '.create tables T (a:string), U (a:string)')
    const deletion = command(client, '.delete table T records <| T | where a in ((U | project a))')
    await expect(deletion).rejects.toMatchObject({ name: 'KustoError' })
  })

  it('.execute database script runs each command and reports its result', async () => {
    const client = (await open()).client()
    const script = `
// a comment
.create-merge table T (a:string)

.create-merge table T (a:long)
.show tables
// another
.create-merge table U (
    a:string
)`
    const stopped = await command(client, `.execute database script <|${script}`)
    expect(stopped.map((row) => row['Result'])).toEqual(['Completed', 'Failed'])
    expect(stopped[1]?.['Reason']).toMatch(/'a'/)
    const all = await command(
      client,
      `.execute database script with (ContinueOnErrors=true) <|${script}`,
    )
    expect(all.map((row) => row['Result'])).toEqual(['Completed', 'Failed', 'Skipped', 'Completed'])
    const throwing = command(
      client,
      `.execute database script with (ThrowOnErrors=true) <|${script}`,
    )
    await expect(throwing).rejects.toMatchObject({ name: 'KustoError' })
    expect((await command(client, '.show tables')).map((row) => row['TableName'])).toEqual([
      'T',
      'U',
    ])
  })
})
