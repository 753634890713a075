import { Client as KustoClient, ClientRequestProperties } from 'azure-kusto-data'
import { describe, expect, it } from 'vitest'
import { VirtualClock } from '../../../../../src/local/index.ts'
import { command, rows } from '../../engine/opened.ts'
import { idsOf, ingest, openBy, WAYS } from '../faults/both-ways.ts'

async function idsWith(url: string, consistency: string): Promise<unknown[]> {
  const properties = new ClientRequestProperties()
  properties.setOption('queryconsistency', consistency)
  const { primaryResults } = await new KustoClient(url).execute('db1', 'T', properties)
  return [...(primaryResults[0]?.rows() ?? [])].map((row) => row.getValueAt(0))
}

/** Number of rows that each of several queries sees. */
const counts = async (seed: number): Promise<unknown[]> => {
  const clock = new VirtualClock(1_000_000_000_000)
  const { kusto, client } = await openBy('in process', { clock })
  for (let n = 0; n < 12; n += 1) {
    await ingest(client, `id ${n}`)
    await clock.advance(10_000)
  }
  kusto.workload.set({ weakStalenessMs: [0, 120_000], seed })
  const seen: unknown[] = []
  for (let n = 0; n < 20; n += 1) seen.push((await idsOf(kusto)).length)
  return seen
}

describe.each(WAYS)('weak consistency, %s,', (way) => {
  it('shows an older state with the current time', async () => {
    const clock = new VirtualClock()
    const { kusto, client } = await openBy(way, { clock })
    kusto.workload.set({ weakStalenessMs: 120_000 })
    await ingest(client, 'a')
    const text = 'print now = now(), n = toscalar(T | count)'
    const read = async () => (await client.query({ text, parameters: {} }))[0]?.rows[0]
    await clock.advance(119_999)
    expect((await read())?.[1]).toBe(0)
    await clock.advance(1)
    const [now, count] = (await read()) ?? []
    expect([Date.parse(String(now)), count]).toEqual([clock.nowMs(), 1])
  })
})

describe('weak consistency', () => {
  it('can be overridden by a query', async () => {
    const { kusto, url, client } = await openBy('over HTTP', { clock: new VirtualClock() })
    kusto.workload.set({ weakStalenessMs: 120_000 })
    await ingest(client, 'a')
    expect(await idsWith(url, 'strongconsistency')).toEqual(['a'])
    expect(await idsWith(url, 'weakconsistency')).toEqual([])
    expect(await idsOf(kusto)).toEqual([])
    expect(kusto.stats().weakAnswers).toBe(2)
  })

  it('cannot be overridden by a set statement', async () => {
    const { kusto, client } = await openBy('over HTTP', { clock: new VirtualClock() })
    kusto.workload.set({ weakStalenessMs: 120_000 })
    await ingest(client, 'a')
    const text = "set queryconsistency = 'strongconsistency'; T"
    expect(await rows(kusto.client(), text)).toEqual([])
  })

  it('shows a view as old as its table, materialized or not', async () => {
    const clock = new VirtualClock()
    const { kusto, client } = await openBy('in process', { clock })
    await command(
      kusto.client(),
      '.create materialized-view V on table T { T | summarize top = max(n) by id }',
    )
    await ingest(client, 'old')
    await clock.advance(200_000)
    kusto.workload.set({ weakStalenessMs: 120_000 })
    await ingest(client, 'new')
    kusto.materialize('V')
    expect(await rows(kusto.client(), 'V | project id')).toEqual([['old']])
    await clock.advance(120_000)
    kusto.materialize('V')
    expect(await rows(kusto.client(), 'V | project id | order by id asc')).toEqual([
      ['new'],
      ['old'],
    ])
  })

  it('has an age drawn from its seed, for each query', async () => {
    const [first, again, other] = [await counts(7), await counts(7), await counts(8)]
    expect(again).toEqual(first)
    expect(other).not.toEqual(first)
    expect(new Set(first).size).toBeGreaterThan(5)
  })

  it('is off by default', async () => {
    const { kusto, client } = await openBy('in process', { clock: new VirtualClock() })
    await ingest(client, 'a')
    expect(await idsOf(kusto)).toEqual(['a'])
    expect(kusto.stats()).toMatchObject({ weakAnswers: 0, cachedAnswers: 0 })
  })
})
