import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { KustoError, type KustoClient } from '../../../src/index.ts'
import { LocalKusto } from '../../../src/local/index.ts'
import { provision } from '../../../src/provision/apply.ts'
import { checkSchema } from '../../../src/provision/check-schema.ts'
import { impatientPolicy } from '../../support/impatient-policy.ts'

let kusto: LocalKusto

beforeEach(async () => {
  kusto = await LocalKusto.open()
})

afterEach(async () => {
  await kusto.close()
})

/** The local Kusto has no permissions, so a client in front of it refuses. */
function refusing(pattern: RegExp, error: KustoError): KustoClient {
  const client = kusto.client()
  return {
    query: (request) => client.query(request),
    ingest: (request) => client.ingest(request),
    enqueue: (request) => client.enqueue(request),
    close: () => client.close(),
    command: (request) =>
      pattern.test(request.text) ? Promise.reject(error) : client.command(request),
  }
}

const forbidden = new KustoError('Principal lacks the right.', {
  code: 'Forbidden',
  status: 403,
  permanent: true,
})
const lost = new KustoError('socket hang up', { code: 'ConnectionFailed', permanent: false })

describe('provisioning', () => {
  it('continues after a rejected policy and reports the error', async () => {
    const report = await provision(refusing(/policy caching/, forbidden))
    const failed = report.steps.filter(({ result }) => result !== 'done')
    expect(report.isComplete).toBe(false)
    expect(failed.map(({ result, reason }) => `${result} ${reason}`)).toEqual(
      failed.map(() => 'failed Forbidden: Principal lacks the right.'),
    )
    expect(failed).toHaveLength(5)
    expect(await checkSchema(kusto.client())).toMatchObject({ isReady: true })
  })

  it('stops when the connection is lost, reports completed steps, and can be run again', async () => {
    const report = await provision(refusing(/policy roworder/, lost), {}, impatientPolicy())
    const results = report.steps.map(({ result }) => result)
    const failedAt = results.indexOf('failed')
    expect(results.slice(0, failedAt).every((result) => result === 'done')).toBe(true)
    expect(new Set(results.slice(failedAt + 1))).toEqual(new Set(['skipped']))
    expect((await provision(kusto.client())).isComplete).toBe(true)
  })

  it('retries throttled commands', async () => {
    const client = kusto.client()
    let refusals = 3
    const throttled = new KustoError('Too many commands.', {
      code: 'ControlCommandThrottledException',
      status: 429,
      permanent: false,
    })
    const report = await provision({
      query: (request) => client.query(request),
      ingest: (request) => client.ingest(request),
      enqueue: (request) => client.enqueue(request),
      close: () => client.close(),
      command: (request) => (refusals-- > 0 ? Promise.reject(throttled) : client.command(request)),
    })
    expect(report.isComplete).toBe(true)
  })

  it('succeeds without permission to clear the streaming cache', async () => {
    const report = await provision(refusing(/^\.clear table/, forbidden))
    expect(report.isComplete).toBe(true)
  })
})

describe('checking', () => {
  it('warns about what it lacks permission to see, and checks the rest', async () => {
    await provision(kusto.client())
    const report = await checkSchema(refusing(/policy|mappings/, forbidden))
    expect(report.isReady).toBe(true)
    expect(new Set(report.findings.map(({ kind }) => kind))).toEqual(new Set(['unreadable']))
    expect(report.retentionDays).toBeUndefined()
  })

  it('fails when the connection is lost', async () => {
    await provision(kusto.client())
    const client = refusing(/policy retention/, lost)
    await expect(checkSchema(client, {}, impatientPolicy())).rejects.toMatchObject({
      code: lost.code,
      attempts: 4,
    })
  })
})
