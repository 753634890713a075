import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import {
  KustoSaver,
  type HealthReport,
  type KustoClient,
  type KustoTable,
} from '../../../src/index.ts'
import { LocalKusto } from '../../../src/local/index.ts'
import { provision } from '../../../src/provision/apply.ts'
import { checkNamed, complaints, textMatching } from './local-health.ts'

/*
 * Answers that only a cluster gives: the local Kusto never runs short of anything and reports
 * itself healthy, so a client in front of it returns these answers.
 */
let kusto: LocalKusto

beforeEach(async () => {
  kusto = await LocalKusto.open({ database: 'Agents', maxDeltaRows: 1_000_000 })
  await provision(kusto.client())
})

afterEach(async () => {
  await kusto.close()
})

function answering(start: string, columns: string, ...rows: readonly (readonly unknown[])[]) {
  const inner: KustoClient = kusto.client()
  const answer: KustoTable = {
    name: 'Table_0',
    columns: columns.split(' ').map((name) => ({ name, type: 'string' })),
    rows,
  }
  const client: KustoClient = {
    query: (request) => inner.query(request),
    command: (request) =>
      request.text.startsWith(start) ? Promise.resolve(answer) : inner.command(request),
    ingest: (request) => inner.ingest(request),
    enqueue: (request) => inner.enqueue(request),
    close: () => inner.close(),
  }
  return client
}

function rejecting(method: 'query' | 'command'): KustoClient {
  return {
    ...answering('nothing', ''),
    [method]: () => Promise.reject(new TypeError('Bearer abc')),
  }
}

async function reportOf(client: KustoClient): Promise<HealthReport> {
  await using saver = new KustoSaver({ client })
  // awaited here, or the saver would be closed before it is done
  return await saver.healthCheck({ timeoutMs: 30_000 })
}

describe('capacity', () => {
  const COLUMNS = 'Resource Total Consumed Remaining Origin'

  it('is degraded when a resource that the saver uses is used up', async () => {
    const report = await reportOf(
      answering(
        '.show capacity',
        COLUMNS,
        ['ingestions', 4, 4, 0, 'CapacityPolicy/Ingestion'],
        ['materialized-view', 1, 0, 1, 'CapacityPolicy/MaterializedViews'],
      ),
    )
    expect(complaints(report)).toEqual(['capacity degraded'])
    expect(checkNamed(report, 'capacity')).toMatchObject({
      detail: 'ingestions: 4 of 4, materialized-view: 0 of 1',
      figures: { ingestions: 0, 'materialized-view': 1 },
    })
  })

  it('is ok when other resources are used up, or a kind has none', async () => {
    const report = await reportOf(
      answering(
        '.show capacity',
        COLUMNS,
        ['data-export', 1, 1, 0, 'CapacityPolicy/Export'],
        ['ingestions', 4, 3, 1, 'CapacityPolicy/Ingestion'],
        ['materialized-view', 0, 0, 0, 'CapacityPolicy/MaterializedViews'],
      ),
    )
    expect(complaints(report)).toEqual([])
  })
})

describe('the cluster', () => {
  const COLUMNS =
    'IsHealthy NotHealthyReason IsAttentionRequired AttentionRequiredReason IsScaleOutRequired'

  it('is degraded with the reported reasons', async () => {
    const report = await reportOf(
      answering('.show diagnostics', COLUMNS, [0, 'disk is slow', 1, 'merges lag', 1]),
    )
    expect(complaints(report)).toEqual(['cluster degraded'])
    expect(checkNamed(report, 'cluster').detail).toBe(
      'the cluster reports itself not healthy: disk is slow; needs attention: merges lag; should be scaled out; ' +
        'it does not report on its row store',
    )
  })

  it('is ok when booleans come as numbers', async () => {
    const report = await reportOf(answering('.show diagnostics', COLUMNS, [1, '', 0, '', 0]))
    expect(complaints(report)).toEqual([])
  })

  const ROW_STORE =
    'IsHealthy IsRowStoreUnhealthy RowStoreSealsInProgress RowStoreLocalStorageCapacityFactor'

  it('is degraded if its row store is unhealthy although it reports itself healthy', async () => {
    const report = await reportOf(answering('.show diagnostics', ROW_STORE, [1, 1, '12', 0.93]))
    expect(complaints(report)).toEqual(['cluster degraded'])
    expect(checkNamed(report, 'cluster')).toMatchObject({
      detail:
        'the row store, which receives streamed rows, is unhealthy; ' +
        'its row store: 12 seals in progress, 0.93 capacity factor of local storage',
      advice: textMatching(/ingestion: 'managed'/),
      figures: { rowStoreSealsInProgress: 12, rowStoreLocalStorageCapacityFactor: 0.93 },
    })
  })

  it('is ok with the available figures of a healthy row store', async () => {
    const report = await reportOf(answering('.show diagnostics', ROW_STORE, [true, false, 3, null]))
    expect(complaints(report)).toEqual([])
    expect(checkNamed(report, 'cluster')).toMatchObject({
      detail: 'the cluster reports itself healthy; its row store: 3 seals in progress',
      figures: { rowStoreSealsInProgress: 3 },
    })
  })

  it('is not unhealthy if it hides its row store, and the detail says so', async () => {
    const report = await reportOf(answering('.show diagnostics', 'IsHealthy', [1]))
    expect(checkNamed(report, 'cluster')).toMatchObject({
      status: 'ok',
      detail: 'the cluster reports itself healthy; it does not report on its row store',
      figures: {},
    })
  })

  it('reports its row store if it is the local Kusto', async () => {
    expect(checkNamed(await reportOf(kusto.client()), 'cluster')).toMatchObject({
      status: 'ok',
      detail: 'the cluster reports itself healthy; its row store: 0 seals in progress',
    })
  })

  it.each([
    ['no row', COLUMNS, []],
    ['no word of its health', 'MachinesTotal', [[2]]],
  ])('is unknown, not degraded, when the service answers with %s', async (_, columns, rows) => {
    const report = await reportOf(answering('.show diagnostics', columns, ...rows))
    expect(checkNamed(report, 'cluster')).toMatchObject({
      status: 'unknown',
      detail: 'this service does not report it',
    })
    expect(report.status).toBe('ok')
  })
})

describe('ingestion failures', () => {
  const COLUMNS = 'Database Table ErrorCode Failures Last'
  const CODE = 'BadRequest_InvalidMapping'

  it('degrade with table, code and time', async () => {
    const failure = ['Agents', 'CheckpointBlobs', CODE, 3, '2026-01-01T00:00:00Z']
    const report = await reportOf(answering('.show streamingingestion', COLUMNS, failure))
    expect(complaints(report)).toEqual(['ingestion-failures degraded'])
    expect(checkNamed(report, 'ingestion-failures')).toMatchObject({
      detail: `CheckpointBlobs: 3 × ${CODE}, last at 2026-01-01T00:00:00Z`,
      advice: textMatching(/\.show streamingingestion failures/),
      figures: { failures: 3 },
    })
  })

  it('count for queued ingestion, and not for another database of the same tables', async () => {
    const rows = ['Agents', 'Elsewhere'].map((database) => [database, 'Checkpoints', CODE, 2, ''])
    const report = await reportOf(answering('.show ingestion', COLUMNS, ...rows))
    expect(checkNamed(report, 'ingestion-failures').figures).toEqual({ failures: 2 })
  })
})

describe('a client that breaks its promise', () => {
  it('fails when it cannot be queried at all, without quoting the error', async () => {
    const report = await reportOf(rejecting('query'))
    expect(report.status).toBe('failing')
    expect(checkNamed(report, 'connection').detail).toBe('the check itself failed with TypeError')
  })

  it('is degraded when commands break', async () => {
    const report = await reportOf(rejecting('command'))
    expect(report.status).toBe('degraded')
    expect(JSON.stringify(report)).not.toContain('Bearer')
  })
})

describe('a lagging view', () => {
  const MANY = `.append Checkpoints <| range n from 1 to 10001 step 1
| project thread_id = tostring(n), checkpoint_ns = '', checkpoint_id = 'a', parent_checkpoint_id = '', type = 'json',
    checkpoint = '{}', metadata = '{}', metadata_filter = dynamic({}), manifest = '[]', bytes = 2, format_version = int(4),
    run_id = '', incarnation = n, depth = n, lineage = '', revision = n, writer = 'w', created_at = now(), row_format = int(1)`

  it('degrades when many rows have waited for long, but not for many rows or a long wait alone', async () => {
    await kusto.client().command({ text: MANY })
    const view = async (laterMs: number) => {
      await using saver = new KustoSaver({
        client: kusto.client(),
        nowMs: () => Date.now() + laterMs,
      })
      return checkNamed(await saver.healthCheck({ timeoutMs: 30_000 }), 'view')
    }
    expect(await view(0)).toMatchObject({ status: 'ok', figures: { rows: 10_001 } })
    expect(await view(20 * 60_000)).toMatchObject({
      status: 'degraded',
      detail: textMatching(/10001 rows are not materialized yet, the oldest for 20 min$/),
    })
    kusto.materialize()
    expect(await view(20 * 60_000)).toMatchObject({ status: 'ok', figures: { rows: 0 } })
  })

  it('is ok after hours without writes, although Kusto calls it unhealthy for its age', async () => {
    const hoursAgo = new Date(Date.now() - 9 * 3_600_000).toISOString()
    const row = [await viewQuery(), hoursAgo, hoursAgo, 'Completed', 0, 1]
    const columns =
      'Name SourceTable Query MaterializedTo LastRun LastRunResult IsHealthy IsEnabled'
    const report = await reportOf(
      answering('.show materialized-views', columns, ['LatestCheckpoints', 'Checkpoints', ...row]),
    )
    expect(checkNamed(report, 'view')).toMatchObject({
      status: 'ok',
      detail: 'LatestCheckpoints is healthy; everything is materialized',
    })
  })

  it('degrades when its last run failed', async () => {
    const report = await reportOf(
      answering(
        '.show materialized-views',
        'Name SourceTable Query MaterializedTo LastRun LastRunResult IsHealthy IsEnabled',
        ['LatestCheckpoints', 'Checkpoints', await viewQuery(), null, null, 'Failed', 0, 1],
      ),
    )
    expect(complaints(report)).toEqual(['view degraded'])
    expect(checkNamed(report, 'view').detail).toContain("its last run ended as 'Failed'")
  })
})

async function viewQuery(): Promise<unknown> {
  const { columns, rows } = await kusto.client().command({ text: '.show materialized-views' })
  return rows[0]?.[columns.findIndex(({ name }) => name === 'Query')]
}
