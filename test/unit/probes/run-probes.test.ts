import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { KustoError, type KustoClient } from '../../../src/index.ts'
import { PinnedClient } from '../../../src/kusto/pinned-client.ts'
import { LocalKusto } from '../../../src/local/index.ts'
import { PROBES } from '../../../src/probes/probes.ts'
import { runProbes, type ProbeOptions } from '../../../src/probes/run-probes.ts'
import { altering, type Alterations } from './altering-client.ts'

let kusto: LocalKusto
beforeEach(async () => {
  kusto = await LocalKusto.open()
})
afterEach(async () => kusto.close())

const QUICK: ProbeOptions = { maxWaitMs: 300, samples: 5 }

async function verdictsOf(
  client: KustoClient,
  options: ProbeOptions = QUICK,
): Promise<Readonly<Record<string, string>>> {
  const { findings } = await runProbes(client, options)
  return Object.fromEntries(findings.map(({ name, verdict }) => [name, verdict]))
}

/** The finding of one probe against a Kusto that answers wrongly. */
async function planted(name: string, alter: Alterations, options: ProbeOptions = {}) {
  const probes = PROBES.filter((probe) => probe.name === name)
  const report = await runProbes(altering(new PinnedClient(kusto.client()), alter), {
    ...QUICK,
    ...options,
    probes,
  })
  expect(report.leftBehind).toBe('')
  expect(await tablesLeft()).toEqual([])
  return report.findings[0]
}

async function tablesLeft(): Promise<readonly unknown[]> {
  const [tables, views] = await Promise.all(
    ['.show tables', '.show materialized-views'].map((text) => kusto.client().command({ text })),
  )
  return [...(tables?.rows ?? []), ...(views?.rows ?? [])]
}

function refusal(status: number, code = 'General_BadRequest'): KustoError {
  return new KustoError('refused by the test', { status, code, permanent: status !== 429 })
}

describe('the probes on the local Kusto', () => {
  it('are all as expected, or say why they could not run', async () => {
    const verdicts = await verdictsOf(new PinnedClient(kusto.client()))
    expect(Object.keys(verdicts)).toEqual(PROBES.map(({ name }) => name))
    const others = Object.entries(verdicts).filter(([, verdict]) => verdict !== 'as expected')
    expect(others).toEqual([
      ['cursor-over-streamed-rows', 'could not be tried'],
      ['roles', 'could not be tried'],
    ])
    expect(await tablesLeft()).toEqual([])
  })

  it('do not touch other tables and views', async () => {
    await kusto.client().command({ text: '.create table LangGraphProbe (id: string)' })
    await verdictsOf(kusto.client(), { ...QUICK, probes: PROBES.slice(0, 1) })
    expect(await tablesLeft()).toHaveLength(1)
  })

  it('leave nothing behind when they are stopped', async () => {
    const stop = new AbortController()
    const client = altering(kusto.client(), {
      ingest: async (request, send) => {
        await send(request)
        stop.abort()
      },
    })
    const verdicts = await verdictsOf(client, { ...QUICK, signal: stop.signal })
    expect(verdicts['policy-output']).toBe('as expected')
    expect(verdicts['max-over-strings']).toBe('could not be tried')
    expect(verdicts['queued-ingestion']).toBe('could not be tried')
    expect(await tablesLeft()).toEqual([])
  })

  it('leave nothing behind when the time is over', async () => {
    const verdicts = await verdictsOf(kusto.client(), { ...QUICK, timeoutMs: 50 })
    expect(Object.keys(verdicts)).toEqual(PROBES.map(({ name }) => name))
    expect(Object.values(verdicts).at(-1)).toBe('could not be tried')
    expect(await tablesLeft()).toEqual([])
  })

  it('leave nothing behind after an unexpected failure, and name what they could not drop', async () => {
    const client = altering(kusto.client(), {
      query: () => Promise.reject(new Error('a bug')),
    })
    const probes = PROBES.filter(({ name }) => name === 'fresh-answers')
    await expect(runProbes(client, { ...QUICK, probes })).rejects.toThrow('a bug')
    expect(await tablesLeft()).toEqual([])
    kusto.faults.add({ endpoint: 'mgmt', text: /^\.drop/, fault: 'status', status: 403 })
    const { leftBehind } = await runProbes(kusto.client(), { ...QUICK, probes })
    expect(leftBehind).toMatch(/^Views and tables that begin with LangGraphProbe_\w+_ may be left/)
  })

  it("measure nothing on Microsoft's emulator", async () => {
    const client = altering(kusto.client(), {
      command: async (request, send) =>
        request.text === '.show cluster'
          ? { name: 'T', columns: [{ name: 'Name', type: 'string' }], rows: [['KustoPersonal']] }
          : send(request),
    })
    const { isEmulator, findings } = await runProbes(client, QUICK)
    expect(isEmulator).toBe(true)
    const refused = findings.filter(({ observed }) => observed.includes('licence'))
    expect(refused.map(({ name }) => name)).toEqual(['streaming-latency', 'throttling'])
    expect(JSON.stringify(findings.map(({ observed }) => observed))).not.toMatch(/\d ms/)
    expect(findings.filter(({ figures }) => figures !== undefined)).toEqual([])
  })
})

describe('a planted wrong answer is found', () => {
  const differs = { verdict: 'differs', advice: expect.stringMatching(/\w/) as unknown }

  it('max-over-strings: the least text', async () => {
    const found = await planted('max-over-strings', {
      query: async (request, send) =>
        send({ ...request, text: request.text.replace(/\w+View \| project id, most/, LEAST) }),
    })
    expect(found).toMatchObject({ ...differs, observed: expect.stringContaining('10 < 9') })
  })
  const LEAST = "datatable(id: string, most: string)['0', '10', '1', 'A']"

  it('view-over-streamed-rows: a view that lags', async () => {
    kusto.delays.set({ viewDeltaLagMs: 60_000 })
    expect(await planted('view-over-streamed-rows', {})).toMatchObject({
      ...differs,
      observed: expect.stringMatching(/table after \d+ ms, view not within 0.3 s/),
    })
  })

  it('cursor-over-streamed-rows: a cursor that never shows the row', async () => {
    const found = await planted('cursor-over-streamed-rows', {
      query: async (request, send) =>
        send({
          ...request,
          text: request.text
            .replace('cursor_current()', "'638000000000000000'")
            .replace(/cursor_after\(.*?\)/, 'false'),
        }),
    })
    expect(found).toMatchObject(differs)
  })

  it('fresh-answers: cached results', async () => {
    let first: Awaited<ReturnType<KustoClient['query']>> | undefined
    const found = await planted('fresh-answers', {
      query: async (request, send) => (first ??= await send(request)),
    })
    expect(found).toMatchObject(differs)
  })

  it('large-parameters: a text that is cut, and one that is refused', async () => {
    const cut = await planted('large-parameters', {
      query: async (request, send) =>
        send({ ...request, text: request.text.replace('(text)', '(substring(text, 0, 200000))') }),
    })
    expect(cut).toMatchObject({ ...differs, observed: expect.stringMatching(/unchanged.*changed/) })
    const refused = await planted('large-parameters', { query: () => Promise.reject(refusal(413)) })
    expect(refused).toMatchObject({ ...differs, observed: expect.stringContaining('HTTP 413') })
  })

  it('streaming-bodies: less than the saver sends, and rows that are cut', async () => {
    const refused = await planted('streaming-bodies', {
      ingest: async (request, send) => {
        if (request.body.byteLength > 2 ** 21) throw refusal(413, 'PayloadTooLarge')
        await send(request)
      },
    })
    expect(refused).toMatchObject({
      ...differs,
      observed: expect.stringMatching(/^1 MiB: stored; 3 MiB: HTTP 413 PayloadTooLarge/),
    })
    const cut = await planted('streaming-bodies', {
      ingest: async ({ body, ...request }, send) => {
        const isLarge = body.byteLength > 2 ** 20 / 2
        const end = isLarge ? body.lastIndexOf(10, -2) + 1 : body.length
        await send({ ...request, body: body.subarray(0, end) })
      },
    })
    expect(cut).toMatchObject({ ...differs, observed: expect.stringContaining('not whole') })
  })

  it('take-of-an-expression: refused', async () => {
    const found = await planted('take-of-an-expression', {
      query: () => Promise.reject(refusal(400)),
    })
    expect(found).toMatchObject(differs)
  })

  it('several-statements: another order, and values drawn twice', async () => {
    const reversed = await planted('several-statements', {
      query: async (request, send) => (await send(request)).toReversed().slice(0, 2),
    })
    expect(reversed).toMatchObject(differs)
    const drawnTwice = await planted('several-statements', {
      query: async (request, send) =>
        send({ ...request, text: request.text.replace('drawn | as Third', 'print rand()') }),
    })
    expect(drawnTwice).toMatchObject({ ...differs, observed: expect.stringContaining('different') })
  })

  it('policy-output: a policy that does not show', async () => {
    const found = await planted('policy-output', {
      command: async (request, send) =>
        send({ text: request.text.startsWith('.alter column') ? '.show tables' : request.text }),
    })
    expect(found).toMatchObject(differs)
  })

  it('soft-delete-of-streamed-rows: a row that stays, and one that comes back', async () => {
    const stays = await planted('soft-delete-of-streamed-rows', {
      command: async (request, send) =>
        send({ text: request.text.replace('records <|', 'records with (whatif=true) <|') }),
    })
    expect(stays).toMatchObject({ ...differs, observed: 'the row stayed' })
    let looks = 0
    const comesBack = await planted('soft-delete-of-streamed-rows', {
      query: async (request, send) => {
        looks += request.text.includes("'gone'") ? 1 : 0
        return send({
          ...request,
          text: looks > 2 ? request.text.replace("'gone'", "'kept'") : request.text,
        })
      },
    })
    expect(comesBack).toMatchObject({
      ...differs,
      observed: expect.stringContaining('came back'),
    })
  })

  it('backfill-under-load: a row that the view misses, and a backfill that fails', async () => {
    const misses = await planted('backfill-under-load', {
      query: async (request, send) =>
        send({
          ...request,
          text: request.text.replace('View |', "View | where id != 'before-0' |"),
        }),
    })
    expect(misses).toMatchObject({ ...differs, observed: expect.stringContaining('39 of 40 rows') })
    const fails = await planted('backfill-under-load', {
      command: async (request, send) => {
        const answer = await send(request)
        if (!request.text.startsWith('.show operations')) return answer
        const state = answer.columns.findIndex(({ name }) => name === 'State')
        return { ...answer, rows: answer.rows.map((row) => row.with(state, 'Failed')) }
      },
    })
    expect(fails).toMatchObject({
      verdict: 'could not be tried',
      observed: 'the backfill is Failed',
    })
  })

  it('roles: an administrator, and an identity that lacks a right', async () => {
    const admin = kusto.client()
    expect(await planted('roles', {}, { ingestor: admin })).toMatchObject({
      ...differs,
      observed: 'all accepted; `.create table` was not refused',
    })
    const forbidding = (pattern: RegExp): KustoClient =>
      altering(admin, {
        command: async (request, send) => {
          if (pattern.test(request.text)) throw refusal(403, 'Forbidden')
          return send(request)
        },
      })
    expect(await planted('roles', {}, { ingestor: forbidding(/^\.create/) })).toMatchObject({
      verdict: 'as expected',
    })
    expect(
      await planted('roles', {}, { ingestor: forbidding(/^\.create|policy retention/) }),
    ).toMatchObject({ ...differs, observed: expect.stringContaining('policy retention: HTTP 403') })
  })

  it('streaming-latency: rows that do not become visible', async () => {
    kusto.delays.set({ visibilityMs: 60_000 })
    expect(await planted('streaming-latency', {})).toMatchObject({
      ...differs,
      observed: 'row 1 not within 0.3 s',
    })
  })

  it('throttling: a refusal that the saver would not wait for', async () => {
    kusto.limits.set({ maxStreamingRequests: 6 })
    kusto.delays.set({ latencyMs: 20 })
    expect(await planted('throttling', {})).toMatchObject({
      verdict: 'as expected',
      observed: expect.stringContaining('HTTP 429'),
    })
    let sent = 0
    const found = await planted('throttling', {
      ingest: async (request, send) => {
        sent += 1
        if (sent === 9) throw refusal(400, 'TooBusy')
        await send(request)
      },
    })
    expect(found).toMatchObject({ ...differs, observed: expect.stringContaining('TooBusy') })
  })

  it('queued-ingestion: a row that does not arrive', async () => {
    const found = await planted('queued-ingestion', { enqueue: async () => undefined })
    expect(found).toMatchObject(differs)
  })

  it('could not be tried: Kusto refuses the table, or is away', async () => {
    kusto.faults.add({ endpoint: 'mgmt', text: /^\.create table/, fault: 'status', status: 403 })
    expect(await planted('fresh-answers', {})).toMatchObject({
      verdict: 'could not be tried',
      observed: expect.stringContaining('HTTP 403'),
      advice: '',
    })
  })
})
