import { request } from 'node:http'
import { describe, expect, it } from 'vitest'
import { worstKusto } from '../../../../../src/local/index.ts'
import { idsOf, ingest, openBy, rejection, type Opened } from './both-ways.ts'

async function send(
  { url }: Opened,
  method: string,
  path: string,
  body?: unknown,
): Promise<{ status: number; body: unknown }> {
  const response = await fetch(`${url}/_local/${path}`, {
    method,
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  return { status: response.status, body: await response.json() }
}

/** Status of a request whose headers `fetch` would not send. */
function statusWith(url: string, headers: Record<string, string>): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const sent = request(`${url}/_local/faults`, { headers }, (response) => {
      response.resume()
      resolve(response.statusCode)
    })
    sent.on('error', reject)
    sent.end()
  })
}

describe('/_local', () => {
  it('sets, shows and clears faults', async () => {
    const opened = await openBy('over HTTP')
    const rule = { endpoint: 'ingest', fault: 'reset', times: 1, text: undefined }
    const set = await send(opened, 'POST', 'faults', { seed: 5, rules: [rule] })
    const shown = { endpoint: ['ingest'], fault: 'reset', times: 1 }
    expect(set).toEqual({
      status: 200,
      body: { seed: 5, rules: [{ rule: shown, matched: 0, given: 0 }] },
    })
    expect(await rejection(ingest(opened.client, 'a'))).toMatchObject({ code: 'ConnectionFailed' })
    await ingest(opened.client, 'b')
    expect(await send(opened, 'GET', 'faults')).toMatchObject({
      body: { seed: 5, rules: [{ matched: 2, given: 1 }] },
    })
    expect(await send(opened, 'DELETE', 'faults')).toMatchObject({ body: { seed: 5, rules: [] } })
  })

  it('accepts one rule or a list of rules, and shows patterns', async () => {
    const opened = await openBy('over HTTP')
    await send(opened, 'POST', 'faults', { fault: 'hang', text: 'arg_.*x' })
    const { body } = await send(opened, 'POST', 'faults', [{ fault: 'reset', table: 'Other' }])
    expect(body).toMatchObject({
      rules: [{ rule: { fault: 'hang', text: 'arg_.*x' } }, { rule: { table: 'Other' } }],
    })
  })

  it.each([
    ['faults', { seed: 1.5, rules: [] }, 'seed'],
    ['faults', { rules: {} }, 'list'],
    ['faults', { seed: 1, rule: [] }, "'rule'"],
    ['faults', 5, 'object'],
    ['faults', [{ fault: 'reset' }, { fault: 'no' }], '"no"'],
    ['delays', { visibilityMs: 'x' }, 'visibilityMs'],
    ['delays', [], 'object'],
    ['limits', { cores: -1 }, 'cores'],
    ['limits', null, 'object'],
    ['workload', { weakStalenessMs: 'x' }, 'weakStalenessMs'],
    ['workload', { maxAge: 1 }, 'maxAge'],
    ['clock', { offsetMs: 'x' }, 'offsetMs'],
  ])('rejects %s %j and changes nothing', async (path, body, word) => {
    const opened = await openBy('over HTTP')
    const before = await send(opened, 'GET', path)
    const answer = await send(opened, 'POST', path, body)
    expect(answer).toMatchObject({
      status: 400,
      body: { error: { '@message': expect.stringContaining(word) } },
    })
    expect(await send(opened, 'GET', path)).toEqual(before)
  })

  it('sets and clears delays and limits', async () => {
    const opened = await openBy('over HTTP')
    await send(opened, 'POST', 'delays', { visibilityMs: 3_600_000, seed: 3 })
    await send(opened, 'POST', 'limits', { requestsPerSecond: { ingest: 0.001 } })
    await ingest(opened.client, 'a')
    expect(await idsOf(opened.kusto)).toEqual([])
    expect(await rejection(ingest(opened.client, 'b'))).toMatchObject({ status: 429 })
    expect((await send(opened, 'GET', 'delays')).body).toEqual({ visibilityMs: 3_600_000, seed: 3 })
    expect((await send(opened, 'DELETE', 'limits')).body).toEqual({})
    await send(opened, 'DELETE', 'delays')
    await ingest(opened.client, 'c')
    expect(await idsOf(opened.kusto)).toEqual(['c'])
  })

  it('sets and clears the workload group and the clock', async () => {
    const opened = await openBy('over HTTP')
    await send(opened, 'POST', 'workload', { weakStalenessMs: 3_600_000, seed: 3 })
    await send(opened, 'POST', 'clock', { offsetMs: 60_000 })
    await ingest(opened.client, 'a')
    expect(await idsOf(opened.kusto)).toEqual([])
    expect((await send(opened, 'GET', 'workload')).body).toEqual({
      weakStalenessMs: 3_600_000,
      seed: 3,
    })
    expect((await send(opened, 'DELETE', 'workload')).body).toEqual({ seed: expect.any(Number) })
    expect(await idsOf(opened.kusto)).toEqual(['a'])
    expect((await send(opened, 'DELETE', 'clock')).body).toEqual({ offsetMs: 0 })
  })

  it('sets a preset', async () => {
    const opened = await openBy('over HTTP')
    const { body } = await send(opened, 'POST', 'preset', { preset: 'worst', seed: 7 })
    expect(body).toMatchObject({ delays: { seed: 7 }, workload: { seed: 7 }, faults: { seed: 7 } })
    expect(opened.kusto.delays.settings).toEqual(worstKusto(7).delays)
    for (const wrong of [
      { preset: 'best' },
      { preset: 'worst', sed: 1 },
      { preset: 'worst', timeScale: -1 },
    ]) {
      expect(await send(opened, 'POST', 'preset', wrong)).toMatchObject({ status: 400 })
    }
  })

  it('reports what was done', async () => {
    const opened = await openBy('over HTTP')
    await ingest(opened.client, 'a', 'b')
    expect(await send(opened, 'GET', 'stats')).toMatchObject({
      status: 200,
      body: { requests: { ingest: 1 }, rows: { 'db1.T': 2 }, heldRows: 0, faults: {} },
    })
    const { body } = await send(opened, 'GET', 'requests')
    expect(body).toContainEqual(expect.objectContaining({ endpoint: 'ingest', state: 'Completed' }))
  })

  it('is not affected by the faults that it sets', async () => {
    const opened = await openBy('over HTTP')
    await send(opened, 'POST', 'faults', { fault: 'reset' })
    expect(await send(opened, 'DELETE', 'faults')).toMatchObject({ status: 200 })
    await ingest(opened.client, 'a')
  })

  it.each([
    ['a page', { origin: 'https://example.com' }],
    ['a page on a name that was bound to this address', { host: 'example.com' }],
    ['a proxy', { 'x-forwarded-for': '10.0.0.1' }],
    ['a proxy of today', { forwarded: 'for=10.0.0.1' }],
  ])('rejects %s', async (_, headers) => {
    const { url } = await openBy('over HTTP')
    expect(await statusWith(url, headers)).toBe(403)
    expect(await statusWith(url, { host: 'localhost:1' })).toBe(200)
  })

  it('has no other paths and methods', async () => {
    const opened = await openBy('over HTTP')
    expect(await send(opened, 'GET', 'nothing')).toMatchObject({ status: 404 })
    expect(await send(opened, 'PUT', 'faults', {})).toMatchObject({ status: 405 })
    expect(await send(opened, 'POST', 'stats', {})).toMatchObject({ status: 405 })
  })
})
