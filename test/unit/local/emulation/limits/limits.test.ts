import { describe, expect, it } from 'vitest'
import { type LocalKusto, VirtualClock } from '../../../../../src/local/index.ts'
import { RequestLimits } from '../../../../../src/local/emulation/limits/request-limits.ts'
import { rows } from '../../engine/opened.ts'
import { idsOf, ingest, openBy, rejection, until, WAYS } from '../faults/both-ways.ts'

const DAY_MS = 24 * 3_600_000
const MAX_STREAMING_BYTES = 4 * 2 ** 20
const recordOf = (bytes: number) => Buffer.from(`{"id":"${'x'.repeat(bytes - 9)}"}`)

/**
 * Waits until all calls have reached the gate, admits the allowed ones, and returns all results.
 */
async function settled(
  { kusto, clock }: { readonly kusto: LocalKusto; readonly clock: VirtualClock },
  calls: readonly Promise<unknown>[],
): Promise<{ done: number; refused: unknown[] }> {
  const all = Promise.allSettled(calls)
  await until(() => {
    const { query, ingest: ingested } = kusto.stats().requests
    expect(query + ingested).toBe(calls.length)
  })
  await clock.advance(1_000)
  const results = await all
  return {
    done: results.filter((result) => result.status === 'fulfilled').length,
    refused: results.flatMap((result) => (result.status === 'rejected' ? [result.reason] : [])),
  }
}

const words = (what: string) =>
  expect.objectContaining({
    status: 429,
    code: 'TooManyRequests',
    permanent: false,
    message: expect.stringContaining(
      `The ${what} was aborted due to throttling. Retrying after some backoff might succeed. ` +
        "Capacity: 10, Origin: 'RequestRateLimitPolicy/WorkloadGroup/default'.",
    ),
  })

describe.each(WAYS)('a limit %s', (way) => {
  it('rejects streaming requests beyond six per core with 429', async () => {
    const clock = new VirtualClock()
    const { kusto, client } = await openBy(way, { clock })
    kusto.delays.set({ latencyMs: { ingest: 1_000 } })
    kusto.limits.set({ cores: 2 })
    const calls = Array.from({ length: 15 }, (_, n) => ingest(client, `id ${n}`))
    const { done, refused } = await settled({ kusto, clock }, calls)
    expect(done).toBe(12)
    expect(refused).toHaveLength(3)
    for (const error of refused) expect(error).toMatchObject({ status: 429, permanent: false })
    expect(kusto.stats().throttled).toBe(3)
    expect(await idsOf(kusto)).toHaveLength(12)
  })

  it('rejects queries beyond its own number with 429, and accepts others afterwards', async () => {
    const clock = new VirtualClock()
    const { kusto, client } = await openBy(way, { clock })
    kusto.delays.set({ latencyMs: { query: 1_000 } })
    kusto.limits.set({ maxQueries: 1 })
    const query = () => client.query({ text: 'T', parameters: {} })
    const { done, refused } = await settled({ kusto, clock }, [query(), query(), query()])
    expect([done, refused.length]).toEqual([1, 2])
    kusto.delays.clear()
    expect(await query()).toHaveLength(1)
  })

  it('rejects queries and commands beyond ten per core with the messages of a cluster', async () => {
    const clock = new VirtualClock()
    const { kusto, client } = await openBy(way, { clock })
    kusto.delays.set({ latencyMs: { query: 1_000, mgmt: 1_000 } })
    kusto.limits.set({ cores: 1 })
    const calls = Array.from({ length: 12 }, () => [
      client.query({ text: 'T', parameters: {} }),
      client.command({ text: '.show tables' }),
    ]).flat()
    const all = Promise.allSettled(calls)
    await until(() => {
      expect(kusto.stats().throttled).toBe(4)
      expect(clock.pendingTimers).toBe(20)
    })
    await clock.advance(1_000)
    const refused = (await all).flatMap((one): unknown[] =>
      one.status === 'rejected' ? [one.reason] : [],
    )
    expect(refused).toHaveLength(4)
    expect(refused).toEqual(expect.arrayContaining([words('query'), words('management command')]))
  })

  it('rejects requests above its rate, with Retry-After', async () => {
    const clock = new VirtualClock()
    const { kusto, client } = await openBy(way, { clock })
    kusto.limits.set({ requestsPerSecond: { ingest: 2 } })
    await ingest(client, 'a')
    await ingest(client, 'b')
    const refused = await rejection(ingest(client, 'c'))
    expect(refused).toMatchObject({ status: 429, retryAfterMs: way === 'over HTTP' ? 1_000 : 500 })
    await clock.advance(500)
    await ingest(client, 'd')
    expect(await idsOf(kusto)).toEqual(['a', 'b', 'd'])
  })

  it('of a streaming request is 4 MB', async () => {
    const { kusto, client } = await openBy(way)
    await client.ingest({ table: 'T', mapping: 'm', body: recordOf(MAX_STREAMING_BYTES) })
    const tooLarge = recordOf(MAX_STREAMING_BYTES + 1)
    expect(
      await rejection(client.ingest({ table: 'T', mapping: 'm', body: tooLarge })),
    ).toMatchObject({
      status: 413,
      code: 'Stream_InputStreamTooLarge',
    })
    expect(await idsOf(kusto)).toHaveLength(1)
  })

  it('of a result is 500,000 rows, as a partial failure', async () => {
    const { client } = await openBy(way)
    const text = 'range x from 1 to 500001 step 1'
    expect(await rejection(client.query({ text, parameters: {} }))).toMatchObject({
      code: 'E_QUERY_RESULT_SET_TOO_LARGE',
      status: 200,
      permanent: false,
    })
  })
})

describe('limits', () => {
  it('share one rate between all endpoints when it is one number', async () => {
    const clock = new VirtualClock()
    const limits = new RequestLimits(() => clock.nowMs())
    limits.set({ requestsPerSecond: 1 })
    limits.enter('query')
    expect(() => limits.enter('ingest')).toThrow(/throttling/)
    await clock.advance(1_000)
    limits.enter('ingest')
    expect(limits.throttled).toBe(1)
  })

  it('do not accumulate unused requests', async () => {
    const clock = new VirtualClock()
    const limits = new RequestLimits(() => clock.nowMs())
    limits.set({ requestsPerSecond: 2 })
    await clock.advance(DAY_MS)
    limits.enter('query')
    limits.enter('query')
    expect(() => limits.enter('query')).toThrow(/accepted in 500 ms/)
  })

  it.each([
    [{ cores: 0 }, /'cores' must be above 0; got 0/],
    [{ maxQuery: 5 }, /Unknown limit 'maxQuery'; known: cores/],
    [{ requestsPerSecond: { query: -1 } }, /'query' must be above 0/],
  ])('that are invalid are rejected: %j', (settings: object, message) => {
    expect(() => new RequestLimits(Date.now).set(settings)).toThrow(message)
  })
})

describe('retention', () => {
  it('hides rows after their period, counted from ingestion', async () => {
    const clock = new VirtualClock()
    const { kusto, client } = await openBy('over HTTP', { clock })
    await client.command({ text: '.alter-merge table T policy retention softdelete = 10d' })
    await ingest(client, 'old')
    await clock.advance(4 * DAY_MS)
    await ingest(client, 'new')
    await clock.advance(6 * DAY_MS - 1)
    expect(await idsOf(kusto)).toEqual(['new', 'old'])
    await clock.advance(1)
    expect(await idsOf(kusto)).toEqual(['new'])
  })

  it('is the database’s if the table has none', async () => {
    const clock = new VirtualClock()
    const { kusto, client } = await openBy('in process', { clock })
    const policy = JSON.stringify({ SoftDeletePeriod: '5.00:00:00', Recoverability: 'Disabled' })
    await client.command({ text: `.alter database db1 policy retention '${policy}'` })
    await ingest(client, 'a')
    await clock.advance(5 * DAY_MS)
    expect(await idsOf(kusto)).toEqual([])
    await client.command({ text: '.alter-merge table T policy retention softdelete = 10d' })
    expect(await idsOf(kusto)).toEqual(['a'])
  })

  it('of a view is its own: rows that the source lost stay, its own old rows go', async () => {
    const clock = new VirtualClock()
    const { kusto, client } = await openBy('in process', { clock })
    await client.command({
      text: '.create materialized-view V on table T { T | summarize n = sum(n) by id }',
    })
    await client.command({ text: '.alter-merge table T policy retention softdelete = 1d' })
    await client.command({
      text: '.alter-merge materialized-view V policy retention softdelete = 3d',
    })
    await ingest(client, 'a')
    kusto.materialize('V')
    await clock.advance(2 * DAY_MS)
    expect(await idsOf(kusto)).toEqual([])
    expect(await rows(kusto.client(), 'V')).toEqual([['a', 1]])
    await clock.advance(DAY_MS)
    expect(await rows(kusto.client(), 'V')).toEqual([])
    expect(await rows(kusto.client(), "materialized_view('V')")).toEqual([])
    await ingest(client, 'a')
    kusto.materialize('V')
    expect(await rows(kusto.client(), 'V')).toEqual([['a', 1]])
  })
})

describe('the journal', () => {
  it('finds a request by the id that its client sent', async () => {
    const clock = new VirtualClock()
    const { kusto, client } = await openBy('over HTTP', { clock })
    kusto.faults.add({ endpoint: 'ingest', fault: 'lost-acknowledgement' })
    await client.query({ text: 'T | count', parameters: {}, clientRequestId: 'q;1' })
    await rejection(
      client.ingest({
        table: 'T',
        mapping: 'm',
        body: Buffer.from('{"id":"a"}'),
        clientRequestId: 'i;2',
      }),
    )
    expect(kusto.requests.find(({ clientRequestId }) => clientRequestId === 'q;1')).toEqual({
      clientRequestId: 'q;1',
      endpoint: 'query',
      database: 'db1',
      table: undefined,
      text: 'T | count',
      state: 'Completed',
      startedAtMs: clock.nowMs(),
      durationMs: 0,
      failure: undefined,
      fault: undefined,
    })
    expect(kusto.requests.find(({ clientRequestId }) => clientRequestId === 'i;2')).toMatchObject({
      endpoint: 'ingest',
      table: 'T',
      state: 'Failed',
      fault: 'lost-acknowledgement',
      failure: expect.stringContaining('ECONNRESET'),
    })
  })

  it('keeps the latest thousand and counts all', async () => {
    const { kusto, client } = await openBy('in process')
    const { mgmt } = kusto.stats().requests
    for (let n = 0; n < 2_100; n++) {
      await client.query({ text: 'print 1', parameters: {}, clientRequestId: `${n}` })
    }
    expect(kusto.requests).toHaveLength(1_000)
    expect(kusto.requests.at(-1)?.clientRequestId).toBe('2099')
    expect(kusto.stats().requests).toEqual({ query: 2_100, mgmt, ingest: 0, enqueue: 0 })
  })
})
