import { describe, expect, it } from 'vitest'
import { Delays } from '../../../../../src/local/emulation/delays/delays.ts'
import { VirtualClock } from '../../../../../src/local/index.ts'
import { createTable, ingest as ingestRows, rows } from '../../engine/opened.ts'
import { idsOf, ingest, openBy, rejection, until, WAYS } from '../faults/both-ways.ts'

describe.each(WAYS)('visibility %s', (way) => {
  it('comes later than the acknowledgement', async () => {
    const clock = new VirtualClock()
    const { kusto, client } = await openBy(way, { clock })
    kusto.delays.set({ visibilityMs: 2_000 })
    await ingest(client, 'a')
    await clock.advance(1_999)
    expect(await idsOf(kusto)).toEqual([])
    expect(kusto.stats()).toMatchObject({ heldRows: 1, rows: { 'db1.T': 1 } })
    await clock.advance(1)
    expect(await idsOf(kusto)).toEqual(['a'])
    expect(kusto.stats().heldRows).toBe(0)
  })

  it('is each table’s own', async () => {
    const clock = new VirtualClock()
    const { kusto, client } = await openBy(way, { clock })
    await createTable(kusto.client(), 'Slow', 'id:string')
    kusto.delays.set({ visibilityMs: 10, tableVisibilityMs: { Slow: 1_000 } })
    await ingest(client, 'a')
    await ingestRows(kusto.client(), 'Slow', { id: 'b' })
    await clock.advance(10)
    expect(await idsOf(kusto)).toEqual(['a'])
    expect(await rows(kusto.client(), 'Slow')).toEqual([])
    await clock.advance(990)
    expect(await rows(kusto.client(), 'Slow')).toEqual([['b']])
  })

  it('changes its order by a fault', async () => {
    const clock = new VirtualClock()
    const { kusto, client } = await openBy(way, { clock })
    kusto.faults.add({ fault: 'reorder', delayMs: 500, times: 1 })
    await ingest(client, 'first')
    await ingest(client, 'second')
    expect(await idsOf(kusto)).toEqual(['second'])
    await clock.advance(500)
    expect(await idsOf(kusto)).toEqual(['first', 'second'])
  })
})

describe('visibility', () => {
  it('is drawn from a range by a seed', () => {
    const draws = [7, 7, 8].map((seed) => {
      const delays = new Delays()
      delays.set({ visibilityMs: [100, 200], seed })
      return Array.from({ length: 50 }, () => delays.visibilityMs('T'))
    })
    expect(draws[0]).toEqual(draws[1])
    expect(draws[0]).not.toEqual(draws[2])
    expect(Math.min(...(draws[0] ?? []))).toBeGreaterThanOrEqual(100)
    expect(Math.max(...(draws[0] ?? []))).toBeLessThanOrEqual(200)
  })

  it('does not apply to rows of commands', async () => {
    const { kusto, client } = await openBy('in process', { clock: new VirtualClock() })
    kusto.delays.set({ visibilityMs: 2_000 })
    await client.command({ text: '.ingest inline into table T <| a,1' })
    expect(await idsOf(kusto)).toEqual(['a'])
  })

  it('of held-back rows survives clear()', async () => {
    const clock = new VirtualClock()
    const { kusto, client } = await openBy('in process', { clock })
    kusto.delays.set({ visibilityMs: 2_000 })
    await ingest(client, 'a')
    kusto.delays.clear()
    await ingest(client, 'b')
    expect(await idsOf(kusto)).toEqual(['b'])
    await clock.advance(2_000)
    expect(await idsOf(kusto)).toEqual(['a', 'b'])
  })

  it('also delays views and their materialization', async () => {
    const clock = new VirtualClock()
    const { kusto, client } = await openBy('in process', { clock })
    await client.command({
      text: '.create materialized-view V on table T { T | summarize n = sum(n) by id }',
    })
    await ingest(client, 'a')
    kusto.delays.set({ visibilityMs: 2_000 })
    await ingest(client, 'a')
    kusto.materialize('V')
    expect(await rows(kusto.client(), 'V')).toEqual([['a', 1]])
    await clock.advance(2_000)
    expect(await rows(kusto.client(), 'V')).toEqual([['a', 2]])
    kusto.materialize('V')
    expect(await rows(kusto.client(), "materialized_view('V')")).toEqual([['a', 2]])
    expect(await rows(kusto.client(), 'V')).toEqual([['a', 2]])
  })

  it('delays rows for a view whose source lost others by .delete', async () => {
    const clock = new VirtualClock()
    const { kusto, client } = await openBy('in process', { clock })
    await client.command({
      text: '.create materialized-view V on table T { T | summarize n = sum(n) by id }',
    })
    await ingest(client, 'gone', 'stays')
    kusto.delays.set({ visibilityMs: 1_000 })
    await ingest(client, 'held')
    await client.command({ text: '.delete table T records <| T | where id == "gone"' })
    expect(await rows(kusto.client(), 'V')).toEqual([['stays', 1]])
    await clock.advance(1_000)
    expect(await rows(kusto.client(), 'V | order by id asc')).toEqual([
      ['held', 1],
      ['stays', 1],
    ])
  })

  it('is the target table’s own for rows of an update policy', async () => {
    const clock = new VirtualClock()
    const { kusto, client } = await openBy('in process', { clock })
    await createTable(kusto.client(), 'Target', 'id:string')
    await client.command({
      text: `.alter table Target policy update @'[{"IsEnabled":true,"Source":"T","Query":"T | project id","IsTransactional":true}]'`,
    })
    kusto.delays.set({ tableVisibilityMs: { Target: 1_000 } })
    await ingest(client, 'a')
    expect(await idsOf(kusto)).toEqual(['a'])
    expect(await rows(kusto.client(), 'Target')).toEqual([])
    await clock.advance(1_000)
    expect(await rows(kusto.client(), 'Target')).toEqual([['a']])
  })
})

describe.each(WAYS)('the schema cache of streaming ingestion %s', (way) => {
  const LATE = { schemaCacheMs: 300_000 }

  it('does not know a new table before its time', async () => {
    const clock = new VirtualClock()
    const { kusto, client } = await openBy(way, { clock })
    kusto.delays.set(LATE)
    await createTable(kusto.client(), 'New', 'id:string')
    const send = () =>
      client.ingest({ table: 'New', mapping: 'm', body: Buffer.from('{"id":"a"}') })
    expect(await rejection(send())).toMatchObject({ code: 'BadRequest_EntityNotFound' })
    await ingest(client, 'known before')
    await clock.advance(300_000)
    await send()
    expect(await rows(kusto.client(), 'New')).toEqual([['a']])
  })

  it('does not know a new column or mapping before its time', async () => {
    const clock = new VirtualClock()
    const { kusto, client } = await openBy(way, { clock })
    kusto.delays.set(LATE)
    await createTable(kusto.client(), 'T', 'id:string, n:long, more:string')
    const send = () =>
      client.ingest({ table: 'T', mapping: 'm', body: Buffer.from('{"id":"a","more":"x"}') })
    await send()
    await clock.advance(300_000)
    await send()
    expect(await rows(kusto.client(), 'T | project more | order by more asc')).toEqual([
      [''],
      ['x'],
    ])
  })

  it('still uses a policy that was disabled', async () => {
    const clock = new VirtualClock()
    const { kusto, client } = await openBy(way, { clock })
    kusto.delays.set(LATE)
    await client.command({ text: '.alter table T policy streamingingestion disable' })
    await ingest(client, 'a')
    await clock.advance(300_000)
    expect(await rejection(ingest(client, 'b'))).toMatchObject({
      code: 'BadRequest_StreamingIngestionPolicyNotEnabled',
    })
  })

  it.each(['table New', 'database'])('is brought up to date by .clear %s cache', async (what) => {
    const { kusto, client } = await openBy(way, { clock: new VirtualClock() })
    kusto.delays.set(LATE)
    await createTable(kusto.client(), 'New', 'id:string')
    await client.command({ text: `.clear ${what} cache streamingingestion schema` })
    await client.ingest({ table: 'New', mapping: 'm', body: Buffer.from('{"id":"a"}') })
    expect(await rows(kusto.client(), 'New')).toEqual([['a']])
  })

  it('fits rows of a dropped column into the table as it is', async () => {
    const { kusto, client } = await openBy(way, { clock: new VirtualClock() })
    kusto.delays.set(LATE)
    await client.command({ text: '.drop column T.n' })
    await client.command({ text: '.alter-merge table T (late:long)' })
    await ingest(client, 'a')
    expect(await rows(kusto.client(), 'T')).toEqual([['a', null]])
  })
})

describe('the lag of a view', () => {
  it('keeps new rows out of the materialized part', async () => {
    const clock = new VirtualClock()
    const { kusto, client } = await openBy('in process', { clock })
    await client.command({
      text: '.create materialized-view V on table T { T | summarize n = sum(n) by id }',
    })
    kusto.delays.set({ viewLagMs: 60_000 })
    await ingest(client, 'a')
    await clock.advance(59_999)
    expect(await rows(kusto.client(), "materialized_view('V')")).toEqual([])
    expect(await rows(kusto.client(), 'V')).toEqual([['a', 1]])
    await clock.advance(1)
    expect(await rows(kusto.client(), "materialized_view('V')")).toEqual([['a', 1]])
  })

  it('waits for rows that are not visible yet', async () => {
    const clock = new VirtualClock()
    const { kusto, client } = await openBy('in process', { clock })
    await client.command({
      text: '.create materialized-view V on table T { T | summarize n = sum(n) by id }',
    })
    kusto.delays.set({ viewLagMs: 0, visibilityMs: 5_000 })
    await ingest(client, 'a')
    await clock.advance(4_999)
    expect(await rows(kusto.client(), "materialized_view('V')")).toEqual([])
    await clock.advance(200)
    expect(await rows(kusto.client(), "materialized_view('V')")).toEqual([['a', 1]])
    expect(clock.pendingTimers).toBe(0)
  })

  it('is ignored when the view is dropped', async () => {
    const clock = new VirtualClock()
    const { kusto, client } = await openBy('in process', { clock })
    await client.command({
      text: '.create materialized-view V on table T { T | summarize n = sum(n) by id }',
    })
    kusto.delays.set({ viewLagMs: 1_000 })
    await ingest(client, 'a')
    await client.command({ text: '.drop materialized-view V' })
    await clock.advance(1_000)
    expect(await idsOf(kusto)).toEqual(['a'])
  })
})

describe('latency', () => {
  it('is each endpoint’s own, on the clock', async () => {
    const clock = new VirtualClock()
    const { kusto, client } = await openBy('in process', { clock })
    kusto.delays.set({ latencyMs: { ingest: 50 } })
    const acknowledged = ingest(client, 'a')
    await until(() => expect(clock.pendingTimers).toBe(1))
    expect(await idsOf(kusto)).toEqual([])
    await clock.advance(50)
    await acknowledged
    expect(await idsOf(kusto)).toEqual(['a'])
  })
})

describe('a delay', () => {
  it.each([
    [{ visibility: 5 }, /Unknown delay 'visibility'; known delays: visibilityMs/],
    [{ visibilityMs: -1 }, /visibilityMs must be milliseconds/],
    [{ tableVisibilityMs: 5 }, /tableVisibilityMs must be an object/],
    [{ tableVisibilityMs: { T: 'x' } }, /tableVisibilityMs\.T must be milliseconds/],
    [{ schemaCacheMs: '5' }, /schemaCacheMs must be a number/],
    [{ latencyMs: { admin: 5 } }, /Unknown endpoint 'admin'/],
  ])('that is invalid is rejected: %j', (settings: object, message) => {
    expect(() => new Delays().set(settings)).toThrow(message)
  })
})
