import { describe, expect, it } from 'vitest'
import type { KustoClient } from '../../../../../src/kusto/kusto-client.ts'
import { KustoError } from '../../../../../src/kusto-error.ts'
import { VirtualClock } from '../../../../../src/local/index.ts'
import { idsOf, ingest, openBy, rejection, until, WAYS } from './both-ways.ts'

const query = (client: KustoClient, text = 'T | count') => client.query({ text, parameters: {} })

const enqueue = (client: KustoClient) =>
  client.enqueue({
    table: 'T',
    mapping: 'm',
    body: Buffer.from('{"id":"a"}'),
    flushImmediately: true,
  })

const STATUSES = [
  [429, { code: 'Too many requests', permanent: false }],
  [503, { code: 'ServiceUnavailable', permanent: false }],
  [504, { code: 'Timeout', permanent: false }],
  [520, { code: 'General_InternalServerError', permanent: false }],
  [401, { code: 'Unauthorized', permanent: true }],
  [403, { code: 'Forbidden', permanent: true }],
  [413, { code: 'BadRequest_RequestPayloadTooLarge', permanent: true }],
  [400, { code: 'General_BadRequest', permanent: true }],
] as const

describe.each(WAYS)('a fault %s', (way) => {
  it.each(STATUSES)(
    'as status %i is the same KustoError as from Kusto',
    async (status, expected) => {
      const { kusto, client } = await openBy(way)
      kusto.faults.add({ fault: 'status', status, times: 3 })
      for (const call of [
        () => query(client),
        () => client.command({ text: '.show tables' }),
        () => ingest(client, 'a'),
      ]) {
        const error = await rejection(call())
        expect(error).toBeInstanceOf(KustoError)
        expect(error).toMatchObject({ ...expected, status })
      }
      expect(await idsOf(kusto)).toEqual([])
    },
  )

  it('has the same message in process and over HTTP', async () => {
    const messages = await Promise.all(
      WAYS.map(async (each) => {
        const { kusto, client } = await openBy(each)
        kusto.faults.add(
          ...STATUSES.map(([status]) => ({ fault: 'status', status, times: 1 }) as const),
        )
        const seen: string[] = []
        for (const _ of STATUSES) seen.push(String(await rejection(query(client))))
        return seen
      }),
    )
    expect(messages[0]).toEqual(messages[1])
  })

  it('sets Retry-After', async () => {
    const { kusto, client } = await openBy(way)
    kusto.faults.add({ fault: 'status', status: 429, retryAfterMs: 2_000 })
    expect(await rejection(ingest(client, 'a'))).toMatchObject({ retryAfterMs: 2_000 })
  })

  it('uses the given code, message and permanence', async () => {
    const { kusto, client } = await openBy(way)
    const said = { code: 'Stream_Odd', message: 'Odd rows.', permanent: true }
    kusto.faults.add({ fault: 'status', status: 400, ...said })
    expect(await rejection(ingest(client, 'a'))).toMatchObject(said)
  })

  it('as a reset connection does not apply the request', async () => {
    const { kusto, client } = await openBy(way)
    kusto.faults.add({ fault: 'reset', times: 2 })
    for (const call of [() => ingest(client, 'a'), () => query(client)]) {
      expect(await rejection(call())).toMatchObject({
        code: 'ConnectionFailed',
        status: undefined,
        permanent: false,
      })
    }
    await ingest(client, 'b')
    expect(await idsOf(kusto)).toEqual(['b'])
  })

  it('as a lost acknowledgement applies the request and resets the connection', async () => {
    const { kusto, client } = await openBy(way)
    kusto.faults.add({ endpoint: 'ingest', fault: 'lost-acknowledgement', times: 1 })
    expect(await rejection(ingest(client, 'a'))).toMatchObject({ code: 'ConnectionFailed' })
    await ingest(client, 'a')
    expect(await idsOf(kusto)).toEqual(['a', 'a'])
  })

  it('after applying answers with a status', async () => {
    const { kusto, client } = await openBy(way)
    kusto.faults.add({ endpoint: 'ingest', fault: 'status', status: 504, phase: 'after' })
    expect(await rejection(ingest(client, 'a'))).toMatchObject({ status: 504 })
    expect(await idsOf(kusto)).toEqual(['a'])
  })

  it('as redelivery applies a request twice that is acknowledged once', async () => {
    const { kusto, client } = await openBy(way)
    kusto.faults.add({ fault: 'redelivery', times: 1 })
    await ingest(client, 'a', 'b')
    expect(await idsOf(kusto)).toEqual(['a', 'a', 'b', 'b'])
  })

  it('as redelivery arrives later on the clock', async () => {
    const clock = new VirtualClock()
    const { kusto, client } = await openBy(way, { clock })
    kusto.faults.add({ fault: 'redelivery', delayMs: 60_000 })
    await ingest(client, 'a')
    expect(await idsOf(kusto)).toEqual(['a'])
    await clock.advance(60_000)
    expect(await idsOf(kusto)).toEqual(['a', 'a'])
  })

  it('as a cut body is an unreadable answer', async () => {
    const { kusto, client } = await openBy(way)
    await ingest(client, ...Array.from({ length: 500 }, (_, n) => `id ${n}`))
    kusto.faults.add({ fault: 'cut' })
    for (const call of [() => query(client, 'T'), () => client.command({ text: '.show tables' })]) {
      expect(await rejection(call())).toMatchObject({ code: 'MalformedAnswer', permanent: false })
    }
  })

  it('as a partial failure has status 200 and is no result', async () => {
    const { kusto, client } = await openBy(way)
    await ingest(client, 'a')
    kusto.faults.add({ fault: 'partial-failure' })
    expect(await rejection(query(client, 'T'))).toMatchObject({
      code: 'E_LOW_MEMORY_CONDITION',
      status: 200,
      permanent: false,
    })
  })

  it('as a hung request lasts until the caller gives up', async () => {
    const { kusto, client } = await openBy(way)
    kusto.faults.add({ fault: 'hang' })
    const giveUp = new AbortController()
    const call = client.query({ text: 'T', parameters: {}, signal: giveUp.signal })
    const failure = rejection(call)
    await until(() => expect(kusto.faults.given).toEqual({ hang: 1 }))
    giveUp.abort()
    expect(await failure).toMatchObject({ code: 'RequestAborted' })
  })

  it('as a hung request ends with the client', async () => {
    const { kusto, client } = await openBy(way)
    kusto.faults.add({ fault: 'hang', phase: 'after' })
    const failure = rejection(ingest(client, 'a'))
    await until(() => expect(kusto.faults.given).toEqual({ hang: 1 }))
    await client.close()
    expect(await failure).toMatchObject({ code: 'ClientClosed' })
    kusto.faults.clear()
    await until(async () => expect(await idsOf(kusto)).toEqual(['a']))
  })

  it('as a slow answer waits on the clock', async () => {
    const clock = new VirtualClock()
    const { kusto, client } = await openBy(way, { clock })
    kusto.faults.add({ endpoint: 'ingest', fault: 'slow', delayMs: 5_000 })
    const acknowledged = ingest(client, 'a')
    await until(() => expect(clock.pendingTimers).toBe(1))
    expect(await idsOf(kusto)).toEqual([])
    await clock.advance(5_000)
    await acknowledged
    expect(await idsOf(kusto)).toEqual(['a'])
  })

  it('resets the connections of requests that wait for a slow answer when the engine closes', async () => {
    const clock = new VirtualClock()
    const { kusto, client } = await openBy(way, { clock })
    kusto.faults.add({ fault: 'slow', delayMs: 5_000 })
    const failure = rejection(query(client))
    await until(() => expect(clock.pendingTimers).toBe(1))
    await kusto.close()
    expect(await failure).toMatchObject({ code: 'ConnectionFailed' })
  })

  it('affects only the table, text and endpoint that it names', async () => {
    const { kusto, client } = await openBy(way)
    kusto.faults.add(
      { table: 'Other', fault: 'reset' },
      { text: 'arg_max', fault: 'reset' },
      { endpoint: ['mgmt', 'enqueue'], fault: 'reset' },
    )
    await ingest(client, 'a')
    await query(client, 'T | count')
    expect(kusto.faults.given).toEqual({})
    expect(await rejection(query(client, 'T | summarize arg_max(n, *) by id'))).toBeInstanceOf(
      Error,
    )
    expect(await rejection(query(client, 'T | where id == "Other"'))).toBeInstanceOf(Error)
    expect(await rejection(client.command({ text: '.show tables' }))).toBeInstanceOf(Error)
  })

  it('ends with clear()', async () => {
    const { kusto, client } = await openBy(way)
    kusto.faults.add({ fault: 'reset' })
    kusto.faults.clear()
    await ingest(client, 'a')
    expect(await idsOf(kusto)).toEqual(['a'])
  })
})

describe('a fault of queued ingestion', () => {
  it.each([
    ['redelivery', 'acknowledged'],
    ['lost-acknowledgement', 'ConnectionFailed'],
    ['reset', 'ConnectionFailed'],
  ] as const)('as %s ends with %s', async (fault, outcome) => {
    const { kusto, client } = await openBy('in process')
    kusto.faults.add({ endpoint: 'enqueue', fault, times: 1 })
    const seen = await enqueue(client).then(
      () => 'acknowledged',
      (error: unknown) => (error instanceof KustoError ? error.code : error),
    )
    expect(seen).toBe(outcome)
    const copies = { redelivery: 2, 'lost-acknowledgement': 1, reset: 0 }
    expect(await idsOf(kusto)).toHaveLength(copies[fault])
  })
})

describe('a hung request', () => {
  it('ends with the client’s own time-out', async () => {
    const { kusto, client } = await openBy('in process')
    kusto.faults.add({ fault: 'hang' })
    expect(
      await rejection(client.query({ text: 'T', parameters: {}, timeoutMs: 20 })),
    ).toMatchObject({ code: 'RequestTimedOut', permanent: false })
  })

  it('does not keep the server from closing', async () => {
    const { kusto, url } = await openBy('over HTTP')
    kusto.faults.add({ fault: 'hang' })
    const answer = fetch(`${url}/v2/rest/query`, { method: 'POST', body: '{"csl":"print 1"}' })
    const failure = rejection(answer)
    await until(() => expect(kusto.faults.given).toEqual({ hang: 1 }))
    const startedAt = performance.now()
    await kusto.close()
    expect(await failure).toBeInstanceOf(TypeError)
    // far below the five seconds of grace for requests under way
    expect(performance.now() - startedAt).toBeLessThan(2_000)
  })
})
