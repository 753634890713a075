import { Client as KustoClient, ClientRequestProperties } from 'azure-kusto-data'
import { describe, expect, it } from 'vitest'
import { VirtualClock, type WorkloadSettings } from '../../../../src/local/index.ts'
import { ResultsCache } from '../../../../src/local/query/results-cache.ts'
import { type Client, rows } from '../engine/opened.ts'
import { ingest, openBy, WAYS } from '../emulation/faults/both-ways.ts'

const QUERY = 'T | order by id asc | project id'
const MAX_AGE_MS = 300_000

async function openCaching(settings: WorkloadSettings = { cachedResultsMaxAgeMs: MAX_AGE_MS }) {
  const clock = new VirtualClock()
  const opened = await openBy('over HTTP', { clock })
  opened.kusto.workload.set(settings)
  return { ...opened, clock, inProcess: opened.kusto.client() }
}

/** With request properties, as only a client of the network sends them. */
async function withProperties(
  url: string,
  text: string,
  properties: Readonly<Record<string, unknown>>,
): Promise<unknown[]> {
  const client = new KustoClient(url)
  const sent = new ClientRequestProperties()
  for (const [name, value] of Object.entries(properties)) sent.setOption(name, value)
  const { primaryResults } = await client.execute('db1', text, sent)
  return [...(primaryResults[0]?.rows() ?? [])].map((row) => row.getValueAt(0))
}

const query = (n: number) => ({
  database: 'db1',
  text: `query ${n}`,
  parameters: {},
  options: {},
})

const answer = (megabytes: number) => ({
  tables: [{ name: 'T', columns: [], rows: [['x'.repeat(megabytes * 1024 * 1024)]] }],
})

/** The result of a read that ran before a row arrived and is then repeated. */
async function afterOneMore(read: (client: Client, url: string) => Promise<unknown>) {
  const { client, inProcess, url } = await openCaching()
  await read(inProcess, url)
  await ingest(client, 'a')
  return read(inProcess, url)
}

describe.each(WAYS)('the results cache of a workload group, %s,', (way) => {
  it('repeats the answer to the same query until it is too old', async () => {
    const clock = new VirtualClock()
    const { kusto, client } = await openBy(way, { clock })
    kusto.workload.set({ cachedResultsMaxAgeMs: MAX_AGE_MS })
    const ids = async () =>
      (await client.query({ text: QUERY, parameters: {} }))[0]?.rows.map(([id]) => id)
    expect(await ids()).toEqual([])
    await ingest(client, 'a')
    expect(await ids()).toEqual([])
    await clock.advance(MAX_AGE_MS - 1)
    expect(await ids()).toEqual([])
    await clock.advance(1)
    expect(await ids()).toEqual(['a'])
    expect(kusto.stats().cachedAnswers).toBe(2)
  })
})

describe('the results cache', () => {
  it('applies to queries with equal text, parameters and properties', async () => {
    const { client, inProcess, url } = await openCaching()
    const withParameter = 'declare query_parameters(least:long); T | where n >= least | project id'
    await rows(inProcess, QUERY)
    await rows(inProcess, withParameter, { least: 'long(0)' })
    await ingest(client, 'a')
    expect(await rows(inProcess, `${QUERY} `)).toEqual([['a']])
    expect(await rows(inProcess, withParameter, { least: 'long(1)' })).toEqual([['a']])
    expect(await withProperties(url, QUERY, { notruncation: true })).toEqual(['a'])
    expect(await rows(inProcess, QUERY)).toEqual([])
    expect(await rows(inProcess, withParameter, { least: 'long(0)' })).toEqual([])
  })

  it('is off for a query with an exceeded max age', async () => {
    const { client, inProcess, clock } = await openCaching()
    const pinned = `set query_results_cache_max_age = time(1ms); ${QUERY}`
    await rows(inProcess, pinned)
    await ingest(client, 'a')
    await clock.advance(1)
    expect(await rows(inProcess, pinned)).toEqual([['a']])
  })

  it('is refreshed by a property together with a max age', async () => {
    const force = { query_results_cache_force_refresh: true }
    const maxAge = { query_results_cache_max_age: '00:05:00' }
    expect(
      await afterOneMore((_, url) => withProperties(url, QUERY, { ...force, ...maxAge })),
    ).toEqual(['a'])
    expect(await afterOneMore((_, url) => withProperties(url, QUERY, force))).toEqual([])
  })

  it('ignores a max age of 0, which Kusto treats as unset', async () => {
    expect(
      await afterOneMore((client) =>
        rows(client, `set query_results_cache_max_age = time(0s); ${QUERY}`),
      ),
    ).toEqual([])
  })

  it('is not refreshed by a set statement', async () => {
    const text =
      'set query_results_cache_max_age = time(5m); set query_results_cache_force_refresh = true; '
    expect(await afterOneMore((client) => rows(client, `${text}${QUERY}`))).toEqual([])
  })

  it('serves a query that requests it without a policy', async () => {
    const { client, inProcess, kusto } = await openCaching({})
    const asking = `set query_results_cache_max_age = time(5m); ${QUERY}`
    await rows(inProcess, asking)
    await ingest(client, 'a')
    expect(await rows(inProcess, asking)).toEqual([])
    expect(await rows(inProcess, QUERY)).toEqual([['a']])
    expect(kusto.stats().cachedAnswers).toBe(1)
  })

  it('keeps no answer that is too old for every query', () => {
    const cache = new ResultsCache()
    for (let n = 0; n < 100; n++) cache.keep(query(n), { tables: [] }, n * 1000, 10_000)
    expect(cache.size).toBe(10)
    expect(cache.find(query(90), 89_000)).toEqual({ tables: [] })
  })

  it('keeps no answer above 16 MB, and drops the oldest ones above 128 MB', () => {
    const cache = new ResultsCache()
    cache.keep(query(1), answer(17), 0, 10_000)
    expect(cache.size).toBe(0)
    for (let n = 0; n < 10; n++) cache.keep(query(n), answer(15), 0, 10_000)
    expect(cache.size).toBe(8)
    expect(cache.find(query(1), -1)).toBeUndefined()
    expect(cache.find(query(2), -1)).toBeDefined()
  })

  it('is emptied by a command, for one database', async () => {
    const { client, inProcess, kusto } = await openCaching()
    await inProcess.command({ text: '.create database Other' })
    await rows(inProcess, QUERY)
    const other = kusto.client({ database: 'Other' })
    await rows(other, 'print 1')
    await ingest(client, 'a')
    const clear = '.clear database cache query_results'
    expect(await inProcess.command({ text: clear })).toMatchObject({ rows: [['local', 1]] })
    expect(await rows(inProcess, QUERY)).toEqual([['a']])
    await rows(other, 'print 1')
    expect(kusto.stats().cachedAnswers).toBe(1)
  })

  it('keeps no failure', async () => {
    const { kusto, inProcess } = await openCaching()
    kusto.faults.add({ fault: 'status', endpoint: 'query', status: 503, times: 1 })
    await expect(rows(inProcess, QUERY)).rejects.toMatchObject({ status: 503 })
    expect(await rows(inProcess, QUERY)).toEqual([])
    expect(kusto.stats().cachedAnswers).toBe(0)
  })
})
