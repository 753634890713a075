import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type InProcessClient, LocalKusto } from '../../../../src/local/index.ts'

let kusto: LocalKusto
let client: InProcessClient

beforeAll(async () => {
  kusto = await LocalKusto.open()
  client = kusto.client()
})
afterAll(() => kusto.close())

async function rowsOf(text: string, properties: Record<string, string> = {}): Promise<unknown> {
  const tables = await client.query({ text, parameters: {}, properties })
  return tables.at(-1)?.rows
}

describe('a request property', () => {
  it('sets now()', async () => {
    const query_now = '2020-01-02T03:04:05Z'
    const expected = [['2020-01-02T03:04:05Z', '2020-01-02T02:04:05Z']]
    expect(await rowsOf('print now(), ago(1h)', { query_now })).toEqual(expected)
    expect(await rowsOf(`set query_now = datetime(${query_now}); print now(), ago(1h)`)).toEqual(
      expected,
    )
  })

  it('does not change which rows expire', async () => {
    await client.command({ text: '.set-or-append Kept <| print n = 1' })
    expect(await rowsOf('Kept', { query_now: '9000-01-01' })).toEqual([[1]])
  })

  it('is refused when it is not a datetime', async () => {
    await expect(rowsOf('print 1', { query_now: 'soon' })).rejects.toThrow(
      "query_now must be a datetime; got 'soon'",
    )
  })

  it.each([
    ['query_datetimescope_column', 'T', "'T'"],
    ['query_datetimescope_from', 'datetime(2020-01-01)', 'datetime(2020-01-01)'],
    ['query_cursor_after_default', 'x', "'x'"],
    ['query_results_apply_getschema', 'true', 'true'],
    ['maxoutputcolumns', '1', '1'],
    ['query_language', 'sql', "'sql'"],
    ['validatepermissions', 'true', 'true'],
  ])('that would change the answer is refused by name: %s', async (name, value, literal) => {
    await expect(rowsOf('print 1', { [name]: value })).rejects.toMatchObject({
      code: 'BadRequest_NotSupported',
      message: expect.stringContaining(`the request property ${name}`) as unknown,
    })
    await expect(rowsOf(`set ${name} = ${literal}; print 1`)).rejects.toThrow(name)
  })

  it.each([
    ['no_such_property', '1'],
    ['request_app_name', 'test'],
    ['results_progressive_enabled', 'true'],
    ['query_language', 'kql'],
    ['query_results_apply_getschema', 'false'],
  ])('that changes nothing is accepted: %s', async (name, value) => {
    expect(await rowsOf('print 1', { [name]: value })).toEqual([[1]])
  })

  it('limits the records under both of its names', async () => {
    const text = 'range x from 1 to 5 step 1'
    for (const name of ['truncationmaxrecords', 'truncation_max_records', 'TruncationMaxRecords']) {
      await expect(rowsOf(text, { [name]: '2' })).rejects.toMatchObject({
        code: 'E_QUERY_RESULT_SET_TOO_LARGE',
      })
      await expect(rowsOf(`set ${name} = 2; ${text}`)).rejects.toThrow('record count limit 2')
    }
  })
})

describe('request_readonly', () => {
  it.each(['request_readonly', 'request_readonly_hardline'])(
    'lets no command change anything: %s',
    async (name) => {
      const request = { database: 'NetDefaultDB', options: { [name]: true } }
      await expect(
        kusto.command({ ...request, text: '.create table Never (a:long)' }),
      ).rejects.toThrow('request_readonly flag is set')
      const shown = await kusto.command({ ...request, text: '.show tables' })
      expect(shown.rows.map(([table]) => table)).not.toContain('Never')
    },
  )
})
