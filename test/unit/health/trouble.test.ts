import { EventEmitter, once } from 'node:events'
import { setImmediate } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { KustoSaver, type HealthReport, type KustoClient } from '../../../src/index.ts'
import { checkpointOf, freshThread, metadataOf } from '../../support/checkpoints.ts'
import {
  checkNamed,
  complaints,
  openLocalHealth,
  textMatching,
  type LocalHealth,
} from './local-health.ts'

/* The database is correct but Kusto is in trouble, by faults of the local Kusto. */
let local: LocalHealth

beforeEach(async () => {
  local = await openLocalHealth({ retries: 0, retryBudgetMs: 0 })
})

afterEach(async () => {
  await local.close()
})

const config = () => ({ configurable: { thread_id: freshThread(), checkpoint_ns: '' } })

async function put(): Promise<void> {
  await local.saver.put(config(), checkpointOf(1, {}), metadataOf(1), {})
}

describe('a saver whose Kusto is in trouble', () => {
  it.each([
    { status: 503, connection: 'failing', authentication: 'unknown', overall: 'failing' },
    { status: 401, connection: 'ok', authentication: 'failing', overall: 'failing' },
    { status: 403, connection: 'ok', authentication: 'failing', overall: 'failing' },
    { status: 429, connection: 'degraded', authentication: 'unknown', overall: 'degraded' },
  ])('is $overall when Kusto answers everything with HTTP $status', async (expected) => {
    local.kusto.faults.add({ fault: 'status', status: expected.status })
    const report = await local.saver.healthCheck()
    expect({
      status: expected.status,
      connection: checkNamed(report, 'connection').status,
      authentication: checkNamed(report, 'authentication').status,
      overall: report.status,
    }).toEqual(expected)
    expect(checkNamed(report, 'schema')).toMatchObject({
      status: 'unknown',
      detail: 'skipped, because Kusto cannot be used',
    })
  })

  it('is failing when every connection is reset', async () => {
    local.kusto.faults.add({ fault: 'reset' })
    expect(checkNamed(await local.saver.healthCheck(), 'connection')).toMatchObject({
      status: 'failing',
      detail: textMatching(/^ConnectionFailed: /),
      advice: textMatching(/network/),
    })
  })

  it('is failing within the time limit when Kusto does not answer', async () => {
    local.kusto.faults.add({ fault: 'hang' })
    const begunAt = performance.now()
    const report = await local.saver.healthCheck({ timeoutMs: 50 })
    expect(performance.now() - begunAt).toBeLessThan(2_000)
    expect(checkNamed(report, 'connection')).toMatchObject({
      status: 'failing',
      detail: 'RequestTimedOut: Kusto did not answer within 50 ms.',
    })
  })

  it('is degraded when only commands time out, and reports their checks as unknown', async () => {
    local.kusto.faults.add({ endpoint: 'mgmt', fault: 'hang' })
    const report = await local.saver.healthCheck({ timeoutMs: 200 })
    expect(report.status).toBe('degraded')
    expect(checkNamed(report, 'connection')).toMatchObject({
      detail: textMatching(
        /^Kusto answers in \d+ ms, but \d+ further requests of this check got no answer in time$/,
      ),
      advice: textMatching(/^Give it more time/),
    })
    expect(complaints(report)).toEqual([
      'connection degraded',
      'schema unknown',
      'policies unknown',
      'view unknown',
      'capacity unknown',
      'cluster unknown',
      'ingestion-failures unknown',
    ])
    expect(checkNamed(report, 'schema').detail).toMatch(/^the time of this check was over/)
  })

  it('is degraded when commands are throttled', async () => {
    local.kusto.faults.add({ endpoint: 'mgmt', fault: 'status', status: 429 })
    const report = await local.saver.healthCheck()
    expect(report.status).toBe('degraded')
    expect(checkNamed(report, 'capacity')).toMatchObject({
      status: 'degraded',
      detail: textMatching(/^Kusto is throttling: /),
    })
  })

  it('treats a partial failure as a failure', async () => {
    local.kusto.faults.add({ endpoint: 'query', text: 'print', fault: 'partial-failure' })
    expect((await local.saver.healthCheck()).status).toBe('failing')
  })
})

describe('an identity with no more than Viewer and Ingestor', () => {
  const MORE_THAN_VIEWER = /^\.show (capacity|diagnostics|ingestion|streamingingestion)/

  it('is ok, and names what it cannot see and the role that it needs', async () => {
    local.kusto.faults.add({
      endpoint: 'mgmt',
      text: MORE_THAN_VIEWER,
      fault: 'status',
      status: 403,
    })
    const report = await local.saver.healthCheck()
    expect(report.status).toBe('ok')
    expect(complaints(report)).toEqual([
      'capacity unknown',
      'cluster unknown',
      'ingestion-failures unknown',
    ])
    expect(checkNamed(report, 'capacity').advice).toContain('Database User')
    expect(checkNamed(report, 'cluster').advice).toContain('AllDatabasesMonitor')
    expect(checkNamed(report, 'ingestion-failures').advice).toContain('Database Monitor')
  })

  it('is ok when policies are hidden from it', async () => {
    local.kusto.faults.add({ endpoint: 'mgmt', text: / policy /, fault: 'status', status: 403 })
    const report = await local.saver.healthCheck()
    expect(report.status).toBe('ok')
    expect(checkNamed(report, 'policies')).toMatchObject({
      status: 'unknown',
      detail: textMatching(
        /Checkpoints policy streamingingestion: could not be checked: Forbidden/,
      ),
      advice: textMatching(/Database Viewer/),
    })
  })

  it('is ok on a service that does not know a command', async () => {
    local.kusto.faults.add({ endpoint: 'mgmt', text: /capacity/, fault: 'status', status: 400 })
    const report = await local.saver.healthCheck()
    expect(complaints(report)).toEqual(['capacity unknown'])
    expect(checkNamed(report, 'capacity').detail).toMatch(/^this service does not report it/)
  })
})

describe("the saver's own requests", () => {
  it('are reported with the age of the last success', async () => {
    await put()
    await local.saver.getTuple(config())
    const report = await local.saver.healthCheck()
    for (const name of ['queries', 'ingestion'] as const) {
      expect(checkNamed(report, name)).toMatchObject({
        status: 'ok',
        detail: textMatching(/^the last success was \d+ (ms|s) ago$/),
        figures: { failuresInARow: 0 },
      })
    }
  })

  it('degrade after failures or throttling, until one succeeds', async () => {
    local.kusto.faults.add({ endpoint: 'ingest', fault: 'status', status: 429 })
    await expect(put()).rejects.toThrow('429')
    await expect(put()).rejects.toThrow('429')
    const report = await local.saver.healthCheck()
    expect(complaints(report)).toEqual(['ingestion degraded', 'throttling degraded'])
    expect(checkNamed(report, 'ingestion').detail).toMatch(
      /^the last 2 requests failed, .* \(HTTP 429\); no request has succeeded yet$/,
    )
    local.kusto.faults.clear()
    await put()
    expect(complaints(await local.saver.healthCheck())).toEqual(['throttling degraded'])
  })

  it('do not include those of the health check', async () => {
    const unused = new KustoSaver({ client: local.kusto.client() })
    await unused.healthCheck()
    const report = await unused.healthCheck()
    expect(checkNamed(report, 'queries').detail).toBe('no request has been sent yet')
    await unused.close()
  })
})

describe("the saver's memory", () => {
  it('reports rows being sent and writes that wait for space', async () => {
    const { open, client } = gatedIngestion(local.kusto.client())
    const tight = new KustoSaver({ client, maxBufferedRows: 1 })
    const puts = [1, 2, 3].map(() => tight.put(config(), checkpointOf(1, {}), metadataOf(1), {}))
    const queued = await untilReport(tight, (report) => {
      return checkNamed(report, 'write-queue').status === 'degraded'
    })
    expect(checkNamed(queued, 'write-queue')).toMatchObject({
      detail: textMatching(/^1 of 1 rows and .*; 2 writes wait for space$/),
    })
    open()
    await Promise.all(puts)
    expect(checkNamed(await tight.healthCheck(), 'write-queue').status).toBe('ok')
    await tight.close()
  })

  it('reports lost buffered writes', async () => {
    const buffered = new KustoSaver({
      client: local.kusto.client(),
      writeMode: 'buffered',
      retries: 0,
      retryBudgetMs: 0,
    })
    local.kusto.faults.add({ endpoint: 'ingest', fault: 'status', status: 400 })
    await buffered.put(config(), checkpointOf(1, {}), metadataOf(1), {})
    const report = await untilReport(buffered, (seen) => {
      return checkNamed(seen, 'write-queue').status === 'degraded'
    })
    expect(checkNamed(report, 'write-queue').detail).toMatch(
      /^buffered writes of 1 threads were lost/,
    )
    await expect(buffered.close()).rejects.toThrow('lost')
  })

  it('reports acknowledged rows that no query has returned', async () => {
    const small = new KustoSaver({ client: local.kusto.client(), maxOverlayBytes: 2_000 })
    const thread = config()
    await small.put(thread, checkpointOf(1, { a: 'x'.repeat(1_000) }), metadataOf(1), { a: 1 })
    expect(checkNamed(await small.healthCheck(), 'overlay')).toMatchObject({
      status: 'degraded',
      detail: textMatching(/^2 acknowledged rows .* of 2000 bytes, the oldest for /),
    })
    await small.getTuple(thread)
    expect(checkNamed(await small.healthCheck(), 'overlay')).toMatchObject({
      status: 'ok',
      figures: { rows: 0, bytes: 0, oldestAgeMs: 0 },
    })
    await small.close()
  })
})

/** A client whose ingestions wait until it is opened. */
function gatedIngestion(inner: KustoClient): { open: () => void; client: KustoClient } {
  const gate = new EventEmitter()
  const opened = once(gate, 'open')
  const client: KustoClient = {
    query: (request) => inner.query(request),
    command: (request) => inner.command(request),
    ingest: async (request) => {
      await opened
      await inner.ingest(request)
    },
    enqueue: (request) => inner.enqueue(request),
    close: () => inner.close(),
  }
  return { open: () => void gate.emit('open'), client }
}

async function untilReport(
  saver: KustoSaver,
  isWanted: (report: HealthReport) => boolean,
): Promise<HealthReport> {
  for (;;) {
    const report = await saver.healthCheck()
    if (isWanted(report)) return report
    // an in-process answer needs no turn of the event loop, but sending buffered rows does
    await setImmediate()
  }
}

describe('a health check', () => {
  it('fails without throwing when the saver is closed', async () => {
    await local.saver.close()
    expect(checkNamed(await local.saver.healthCheck(), 'connection')).toMatchObject({
      status: 'failing',
      detail: textMatching(/^ClientClosed/),
      advice: 'Open a new saver.',
    })
  })

  it('does not report ok when the saver is closed meanwhile', async () => {
    const checking = local.saver.healthCheck()
    await local.saver.close()
    const report = await checking
    expect(report.status).toBe('degraded')
    expect(checkNamed(report, 'schema').detail).toMatch(/^ClientClosed/)
  })

  it('does not throw when the engine is closed', async () => {
    await local.kusto.close()
    expect((await local.saver.healthCheck()).status).toBe('failing')
  })

  it.each([0, -1, Number.NaN, Number.POSITIVE_INFINITY])(
    'accepts a time-out of %s and does not throw',
    async (timeoutMs) => {
      expect((await local.saver.healthCheck({ timeoutMs })).status).toBe('ok')
    },
  )

  it('reads schema and policies once in minutes, and again after a finding', async () => {
    const commandsOf = async (): Promise<number> => {
      const before = local.kusto.requests.length
      await local.saver.healthCheck()
      return local.kusto.requests.length - before
    }
    const first = await commandsOf()
    expect(await commandsOf()).toBeLessThan(first / 2)
    await local.command('.drop table CheckpointBlobs')
    expect(checkNamed(await local.saver.healthCheck(), 'schema').status).toBe('failing')
  })

  it('returns the last report while it is young enough, and shares one check among callers', async () => {
    const [first, second] = await Promise.all([
      local.saver.healthCheck({ maxAgeMs: 60_000 }),
      local.saver.healthCheck({ maxAgeMs: 60_000 }),
    ])
    expect(second).toBe(first)
    local.kusto.faults.add({ fault: 'status', status: 503 })
    expect(await local.saver.healthCheck({ maxAgeMs: 60_000 })).toBe(first)
    expect((await local.saver.healthCheck()).status).toBe('failing')
  })
})
