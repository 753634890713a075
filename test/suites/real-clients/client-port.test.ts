import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { connectKusto } from '../../../src/kusto/connect.ts'
import type { KustoClient } from '../../../src/kusto/kusto-client.ts'
import { resolveEndpoint } from '../../../src/kusto/connection/kusto-endpoint.ts'
import {
  boolLiteral,
  datetimeLiteral,
  entityName,
  longLiteral,
  stringLiteral,
} from '../../../src/kusto/literals.ts'
import { serveKusto, type ServedKusto } from './served-kusto.ts'

// Code above the port must not see a difference between the two.
const WAYS: [string, (served: ServedKusto) => KustoClient][] = [
  ['over HTTP by the Azure SDK', ({ url }) => connectKusto(resolveEndpoint(`${url}/db1`))],
  ['in process', ({ kusto }) => kusto.client()],
]

describe.each(WAYS)('the client port %s', (_, connect) => {
  let served: ServedKusto
  let client: KustoClient

  beforeEach(async () => {
    served = await serveKusto()
    client = connect(served)
  })

  afterEach(async () => {
    await client.close()
    await served.close()
  })

  const query = (text: string, parameters: Record<string, string> = {}) =>
    client.query({ text, parameters })

  const ingest = (...rows: object[]) =>
    client.ingest({
      table: 'Things',
      mapping: 'Things_json',
      body: Buffer.from(rows.map((row) => JSON.stringify(row)).join('\n')),
    })

  it('returns several tables with names, types and plain rows', async () => {
    await ingest({ id: 'a', n: 7, at: '2026-01-01T00:00:00.1234567Z', bag: { k: ['v'] } })
    expect(await query('Things | as First; print x=tostring(1) | as Second')).toEqual([
      {
        name: 'First',
        columns: [
          { name: 'id', type: 'string' },
          { name: 'n', type: 'long' },
          { name: 'at', type: 'datetime' },
          { name: 'bag', type: 'dynamic' },
        ],
        rows: [['a', 7, '2026-01-01T00:00:00.1234567Z', { k: ['v'] }]],
      },
      { name: 'Second', columns: [{ name: 'x', type: 'string' }], rows: [['1']] },
    ])
  })

  it('returns the result of a command', async () => {
    const table = await client.command({ text: '.show table Things ingestion json mappings' })
    expect(table.columns[0]).toEqual({ name: 'Name', type: 'string' })
    expect(table.rows.map((row) => row[0])).toEqual(['Things_json'])
  })

  it('returns acknowledged rows in the next query', async () => {
    for (let n = 0; n < 5; n += 1) {
      await ingest({ id: `row ${n}`, n })
      const [table] = await query('Things | count')
      expect(table?.rows).toEqual([[n + 1]])
    }
  })

  it('carries every literal into a query and back', async () => {
    const hostile = '\'"\\\n\t`@h;//| 😀 \u2028 \u0001 é'
    const [table] = await query(
      'declare query_parameters(s:string, l:long, b:bool, d:datetime); print s, tostring(l), b, d',
      {
        s: stringLiteral(hostile),
        l: longLiteral(9007199254740993n),
        b: boolLiteral(true),
        d: datetimeLiteral(new Date(Date.UTC(2026, 0, 2, 3, 4, 5, 678))),
      },
    )
    expect(table?.rows).toEqual([
      [hostile, '9007199254740993', true, '2026-01-02T03:04:05.6780000Z'],
    ])
  })

  it('accepts bracketed names in commands', async () => {
    const name = 'odd name.v-1'
    await client.command({ text: `.create table ${entityName(name)} (a:string)` })
    expect(await query(`${entityName(name)} | count`)).toMatchObject([{ rows: [[0]] }])
  })

  it.each([
    ['an unknown column', () => query('Things | where nosuch == 1'), 'nosuch'],
    ['a syntax mistake', () => query('Things | whre x'), 'SYN0002'],
    ['an unknown command', () => client.command({ text: '.bogus' }), 'bogus'],
  ])('rejects %s permanently, with an error that names it', async (__, run, message) => {
    await expect(run()).rejects.toMatchObject({
      name: 'KustoError',
      status: 400,
      permanent: true,
      message: expect.stringContaining(message),
    })
  })

  it('rejects rows for a missing table or mapping', async () => {
    const body = Buffer.from('{}')
    await expect(client.ingest({ table: 'Nope', mapping: 'm', body })).rejects.toMatchObject({
      code: 'BadRequest_EntityNotFound',
      permanent: true,
    })
    await expect(client.ingest({ table: 'Things', mapping: 'm', body })).rejects.toMatchObject({
      code: 'BadRequest_MappingReferenceWasNotFound',
      permanent: true,
    })
  })

  it('rejects a result that is too large as a whole', async () => {
    await expect(
      query('set truncationmaxrecords=3; range x from 1 to 10 step 1'),
    ).rejects.toMatchObject({
      code: 'E_QUERY_RESULT_SET_TOO_LARGE',
      status: 200,
      permanent: false,
    })
  })

  it('rejects requests of an aborted signal and after close', async () => {
    await expect(
      client.query({ text: 'print 1', parameters: {}, signal: AbortSignal.abort() }),
    ).rejects.toMatchObject({ code: 'RequestAborted', permanent: true })
    await client.close()
    await client.close()
    await expect(query('print 1')).rejects.toMatchObject({ code: 'ClientClosed', permanent: true })
  })
})
