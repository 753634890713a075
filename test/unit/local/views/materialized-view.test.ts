import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { command, createTable, ingest, open, rows } from '../engine/opened.ts'

const V = '.create materialized-view V on table T { T | summarize top = max(n) by id }'

describe('a materialized view', () => {
  it('starts empty, or with backfill from the first row', async () => {
    const client = (await open()).client()
    await createTable(client, 'T', 'id:string, n:long')
    await ingest(client, 'T', { id: 'a', n: 1 })
    await command(client, V)
    const [operation] = await command(
      client,
      '.create async materialized-view with (backfill=true) W on table T { T | summarize max(n) by id }',
    )
    await ingest(client, 'T', { id: 'b', n: 2 })
    expect(await rows(client, 'V')).toEqual([['b', 2]])
    expect(await rows(client, 'W | order by id asc')).toEqual([
      ['a', 1],
      ['b', 2],
    ])
    const id = String(operation?.['OperationId'])
    expect(await command(client, `.show operations ${id}`)).toMatchObject([{ State: 'Completed' }])
  })

  it('is fresh by name, and as old as its last materialization by function', async () => {
    const kusto = await open()
    const client = kusto.client()
    await createTable(client, 'T', 'id:string, n:long')
    await command(client, V)
    await ingest(client, 'T', { id: 'a', n: 1 })
    expect(await rows(client, "materialized_view('V')")).toEqual([])
    kusto.materialize('V')
    await ingest(client, 'T', { id: 'a', n: 5 })
    expect(await rows(client, 'V')).toEqual([['a', 5]])
    expect(await rows(client, "materialized_view('V')")).toEqual([['a', 1]])
  })

  it('keeps rows deleted from its source after materialization, but not before', async () => {
    const kusto = await open()
    const client = kusto.client()
    await createTable(client, 'T', 'id:string, n:long')
    await command(client, V)
    await ingest(client, 'T', { id: 'old', n: 1 })
    kusto.materialize()
    await ingest(client, 'T', { id: 'new', n: 2 })
    await command(client, ".delete table T records <| T | where id in ('old', 'new')")
    expect(await rows(client, 'V')).toEqual([['old', 1]])
    await command(client, ".delete materialized-view V records <| V | where id == 'old'")
    expect(await rows(client, 'V')).toEqual([])
  })

  it('loses its unmaterialized rows when the source is cleared', async () => {
    const kusto = await open()
    const client = kusto.client()
    await createTable(client, 'T', 'id:string, n:long')
    await command(client, V)
    await ingest(client, 'T', { id: 'a', n: 1 })
    kusto.materialize()
    await ingest(client, 'T', { id: 'b', n: 1 }, { id: 'a', n: 9 })
    await command(client, '.clear table T data')
    expect(await rows(client, 'V')).toEqual([['a', 1]])
    await ingest(client, 'T', { id: 'c', n: 3 })
    kusto.materialize()
    expect(await rows(client, 'V | order by id asc')).toEqual([
      ['a', 1],
      ['c', 3],
    ])
  })

  it('shows the values of the newest row by arg_max', async () => {
    const kusto = await open()
    const client = kusto.client()
    await createTable(client, 'T', 'id:string, n:long, text:string, extra:dynamic')
    await command(
      client,
      '.create materialized-view V on table T { T | where n > 0 | summarize arg_max(n, *) by id }',
    )
    await ingest(
      client,
      'T',
      { id: 'a', n: 2, text: 'two', extra: { k: 2 } },
      { id: 'a', n: 1, text: 'one' },
    )
    kusto.materialize()
    await ingest(client, 'T', { id: 'a', n: 3, text: 'three' }, { id: 'a', n: -1, text: 'none' })
    expect(await rows(client, 'V | project id, n, text, extra')).toEqual([['a', 3, 'three', null]])
    expect(await rows(client, "materialized_view('V') | project id, n, text, extra")).toEqual([
      ['a', 2, 'two', { k: 2 }],
    ])
  })

  it('keeps working when its source gets another column', async () => {
    const client = (await open()).client()
    await createTable(client, 'T', 'id:string, n:long')
    await command(
      client,
      '.create materialized-view V on table T { T | summarize arg_max(n, *) by id }',
    )
    await command(client, '.alter-merge table T (more:string)')
    await ingest(client, 'T', { id: 'a', n: 1 })
    expect(await rows(client, 'V')).toEqual([['a', 1]])
  })

  it('is disabled when its source loses a column that it needs; ingestion continues', async () => {
    const client = (await open()).client()
    await createTable(client, 'T', 'id:string, n:long, x:long')
    await command(client, V)
    await command(
      client,
      `.create-or-alter table T ingestion json mapping 'm' '[{"column":"id","path":"$.id"}]'`,
    )
    await command(client, '.drop column T.n')
    await ingest(client, 'T', { id: 'a' })
    expect(await command(client, '.show materialized-view V')).toMatchObject([{ IsEnabled: false }])
    await expect(rows(client, 'V')).rejects.toMatchObject({ name: 'KustoError' })
    expect(await rows(client, 'T | count')).toEqual([[1]])
  })

  it('materializes a large delta by itself', async () => {
    const client = (await open({ maxDeltaRows: 3 })).client()
    await createTable(client, 'T', 'id:string, n:long')
    await command(client, V)
    for (let n = 1; n <= 4; n += 1) await ingest(client, 'T', { id: 'a', n })
    expect(await rows(client, "materialized_view('V')")).toEqual([['a', 4]])
  })

  it('merges every aggregate to the same result as one pass over all rows', async () => {
    const aggregates = [
      'max(n)',
      'min(n)',
      'sum(n)',
      'count()',
      'countif(n > 0)',
      'avg(n)',
      'dcount(n)',
      'sumif(n, n > 0)',
      'arg_max(n, id)',
    ]
    const text = aggregates.map((aggregate, index) => `a${index} = ${aggregate}`).join(', ')
    const kusto = await open()
    const client = kusto.client()
    await createTable(client, 'T', 'id:string, k:long, n:long')
    const query = `T | summarize ${text.replace('a8 = ', '')} by k`
    await command(client, `.create materialized-view V on table T { ${query} }`)
    const record = fc.record({
      id: fc.constant('x'),
      k: fc.option(fc.integer({ min: 0, max: 2 })),
      n: fc.option(fc.integer({ min: -5, max: 5 })),
    })
    const step = fc.oneof(
      fc.constant('materialize' as const),
      fc.array(record, { minLength: 1, maxLength: 4 }),
    )
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 6 }), async (steps) => {
        await command(client, '.clear table T data')
        await command(client, '.clear materialized-view V data')
        for (const one of steps) {
          if (one === 'materialize') kusto.materialize()
          else await ingest(client, 'T', ...one)
        }
        const expected = await rows(client, `${query} | order by k asc`)
        expect(await rows(client, 'V | order by k asc')).toEqual(expected)
      }),
      { numRuns: 40 },
    )
  })

  it('rejects queries that it cannot maintain', async () => {
    const client = (await open()).client()
    await createTable(client, 'T', 'id:string, n:long')
    const create = (query: string): Promise<unknown> =>
      command(client, `.create materialized-view V on table T { ${query} }`)
    await expect(create('T | where n > 1')).rejects.toMatchObject({ permanent: true })
    await expect(create('T | summarize max(n)')).rejects.toThrow(/by/)
    await expect(create('T | summarize make_list(n) by id')).rejects.toThrow(/make_list/)
    await expect(create('T | summarize max(n) + 1 by id')).rejects.toThrow(/aggregate/)
    await expect(create('T | summarize max(nothing) by id')).rejects.toThrow(/nothing/)
    expect(await command(client, '.show materialized-views')).toEqual([])
  })

  it('that exists is kept by ifnotexists, whatever the definition', async () => {
    const client = (await open()).client()
    await createTable(client, 'T', 'id:string, n:long')
    await command(client, V)
    const [shown] = await command(
      client,
      '.create ifnotexists materialized-view V on table T { T | summarize min(n) by id }',
    )
    expect(shown?.['Query']).toContain('max(n)')
    await expect(command(client, V)).rejects.toMatchObject({
      code: 'BadRequest_EntityAlreadyExists',
    })
  })

  it('protects its source from changes', async () => {
    const client = (await open()).client()
    await createTable(client, 'T', 'id:string, n:long')
    await command(client, V)
    await expect(command(client, '.drop table T')).rejects.toThrow(/'V'/)
    await command(client, '.drop materialized-view V')
    await command(client, '.drop table T')
    expect(await command(client, '.show tables')).toEqual([])
  })
})
