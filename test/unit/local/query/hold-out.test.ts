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

/** Not the answer itself, which would fill the report of a failure. */
function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : error
}

const ENDLESS = 'range x from 1 to 9999999999999999 step 2'

describe('a query that would never end', () => {
  it('ends as soon as a take has its rows', async () => {
    expect(await rowsOf(`${ENDLESS} | where x % 3 == 0 | take 3`)).toEqual([[3], [9], [15]])
  })

  it('ends with the limit on results', async () => {
    await expect(rowsOf(ENDLESS, { truncationmaxrecords: '10' })).rejects.toMatchObject({
      code: 'E_QUERY_RESULT_SET_TOO_LARGE',
    })
    expect(await rowsOf(ENDLESS, { query_take_max_records: '2' })).toEqual([[1], [3]])
  })

  it.each([
    ['a range', `${ENDLESS} | summarize sum(x)`],
    [
      'a join',
      'range a from 1 to 100000 step 1 | extend k = 1 | join kind=inner (range b from 1 to 100000 step 1 | extend k = 1) on k | count',
    ],
    [
      'expansions',
      'print a = range(1, 100000), b = range(1, 100000) | mv-expand a to typeof(long) | mv-expand b to typeof(long) | count',
    ],
  ])('is ended by servertimeout: %s', async (_, text) => {
    await expect(rowsOf(text, { servertimeout: '00:00:00.100' })).rejects.toMatchObject({
      code: 'Timeout',
      message: expect.stringContaining('longer than 100 ms') as unknown,
    })
    await expect(rowsOf(`set servertimeout = 100ms; ${text}`)).rejects.toMatchObject({
      code: 'Timeout',
    })
    expect(await rowsOf('print 1')).toEqual([[1]])
  })

  it('does not stop the engine from within a command either', async () => {
    await expect(client.command({ text: `.set-or-append T <| ${ENDLESS}` })).rejects.toMatchObject({
      code: 'E_RUNAWAY_QUERY',
    })
  })

  it.each([
    ['a text', "print strlen(strrep('abc', 1000000000))"],
    ['an array', 'print array_length(repeat(1, 1000000000))'],
    [
      'a collection',
      "range i from 1 to 2000 step 1 | summarize l = make_list(strrep('x', 1000000)) | project array_length(l)",
    ],
    [
      'rows to be sorted',
      "range i from 1 to 5000 step 1 | extend s = strrep('x', 1000000 + i) | sort by s | project strlen(s) | take 2",
    ],
    [
      'a result without its limits',
      "set notruncation; range i from 1 to 5000 step 1 | extend s = strcat(i, strrep('x', 1000000))",
    ],
  ])('is a runaway query when it makes too much of %s', async (_, text) => {
    const refused = rowsOf(text).then(() => 'answered', codeOf)
    expect(await refused).toBe('E_RUNAWAY_QUERY')
  })

  it('rejects a servertimeout that is not a timespan', async () => {
    await expect(rowsOf('print 1', { servertimeout: 'soon' })).rejects.toThrow(
      "servertimeout must be a timespan; got 'soon'",
    )
  })
})
