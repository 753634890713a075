import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { KustoSaver } from '../../../src/index.ts'
import { LocalKusto } from '../../../src/local/index.ts'
import { TABLES } from '../../../src/tables/schema.ts'
import { checkpointOf, freshThread, metadataOf } from '../../support/checkpoints.ts'
import {
  checkNamed,
  complaints,
  openLocalHealth,
  textMatching,
  type LocalHealth,
} from './local-health.ts'

let local: LocalHealth

beforeEach(async () => {
  local = await openLocalHealth()
})

afterEach(async () => {
  await local.close()
})

describe('a provisioned database', () => {
  it('is ok in every check', async () => {
    const report = await local.saver.healthCheck()
    expect(complaints(report)).toEqual([])
    expect(report.status).toBe('ok')
    expect(report.checks.map(({ name }) => name)).toEqual([
      'connection',
      'authentication',
      'schema',
      'policies',
      'values',
      'clock',
      'view',
      'capacity',
      'cluster',
      'ingestion-failures',
      'consistency',
      'queries',
      'ingestion',
      'throttling',
      'write-queue',
      'overlay',
    ])
  })

  it('returns a report that survives JSON', async () => {
    const report = await local.saver.healthCheck()
    expect(JSON.parse(JSON.stringify(report))).toEqual(report)
    expect(Math.abs(Date.parse(report.checkedAt) - Date.now())).toBeLessThan(60_000)
  })

  it('changes nothing', async () => {
    const before = await local.kusto.client().command({ text: '.show database schema as json' })
    await local.saver.healthCheck()
    const after = await local.kusto.client().command({ text: '.show database schema as json' })
    expect(after.rows).toEqual(before.rows)
  })
})

describe('the schema', () => {
  it('fails with the name of a missing table', async () => {
    await local.command('.drop table CheckpointWrites')
    const report = await local.saver.healthCheck()
    expect(report.status).toBe('failing')
    expect(checkNamed(report, 'schema')).toMatchObject({
      status: 'failing',
      detail: textMatching(/^CheckpointWrites: the table does not exist/),
      advice: textMatching(/langgraph-kusto provision/),
    })
  })

  it('fails with the name of a missing column', async () => {
    await local.command('.drop column CheckpointBlobs.writer')
    const report = await local.saver.healthCheck()
    expect(report.status).toBe('failing')
    expect(checkNamed(report, 'schema').detail).toContain(
      'CheckpointBlobs.writer: the column does not exist',
    )
  })

  it('fails with the name and the types of a wrong column', async () => {
    await local.command(
      '.drop table ThreadDeletions',
      '.create table ThreadDeletions (thread_id:string, revision:string, writer:string, created_at:datetime)',
    )
    expect(checkNamed(await local.saver.healthCheck(), 'schema')).toMatchObject({
      status: 'failing',
      detail: textMatching(/ThreadDeletions\.revision: the column is string and must be long/),
    })
  })

  it('fails when nothing is provisioned, and does not judge policies', async () => {
    await using kusto = await LocalKusto.open()
    await using saver = new KustoSaver({ client: kusto.client() })
    const report = await saver.healthCheck({ timeoutMs: 30_000 })
    expect(complaints(report)).toEqual([
      'schema failing',
      'policies unknown',
      'values unknown',
      'view failing',
    ])
    expect(checkNamed(report, 'schema').figures).toEqual({ findings: TABLES.length + 1 })
  })
})

describe('policies', () => {
  it('fail when streaming is off, with the command that turns it on', async () => {
    await local.command('.alter table Checkpoints policy streamingingestion disable')
    const report = await local.saver.healthCheck()
    expect(report.status).toBe('failing')
    expect(checkNamed(report, 'policies')).toMatchObject({
      status: 'failing',
      detail: textMatching(/^Checkpoints: streaming ingestion is not enabled for the table; /),
      advice: textMatching(/\n\.alter table Checkpoints policy streamingingestion enable$/),
    })
  })

  it('only warn of disabled streaming when rows can be queued', async () => {
    await local.command('.alter table Checkpoints policy streamingingestion disable')
    await using managed = new KustoSaver({ client: local.kusto.client(), ingestion: 'managed' })
    expect(checkNamed(await managed.healthCheck(), 'policies').status).toBe('degraded')
    await using queued = new KustoSaver({ client: local.kusto.client(), ingestion: 'queued' })
    expect(checkNamed(await queued.healthCheck(), 'policies').status).toBe('ok')
  })

  it('fail when a table inherits a database retention that is too short', async () => {
    await local.command(
      '.delete table ThreadDeletions policy retention',
      '.alter database NetDefaultDB policy retention \'{"SoftDeletePeriod": "20.00:00:00"}\'',
    )
    const report = await local.saver.healthCheck()
    expect(report.status).toBe('failing')
    expect(checkNamed(report, 'policies')).toMatchObject({
      status: 'failing',
      detail: textMatching(/^ThreadDeletions: it is kept for 20 days by the database's policy/),
      advice: textMatching(/\n\.alter table ThreadDeletions policy retention .*120\.00:00:00/),
    })
  })

  it('fail when an encoding is missing, naming the column', async () => {
    await local.command(".alter column CheckpointBlobs.value policy encoding type='Default'")
    const report = await local.saver.healthCheck()
    expect(report.status).toBe('failing')
    expect(checkNamed(report, 'policies').detail).toMatch(/^CheckpointBlobs\.value: .*BigObject32/)
  })

  it("fail when rows are kept for less than the saver's retentionDays", async () => {
    await local.command(
      '.alter-merge table CheckpointBlobs policy retention softdelete = 7d recoverability = enabled',
    )
    expect(checkNamed(await local.saver.healthCheck(), 'policies')).toMatchObject({
      status: 'failing',
      detail: textMatching(/CheckpointBlobs: rows are kept for 7 days/),
    })
  })

  it('are degraded when batching is slow and rows are queued; for streaming it does not matter', async () => {
    await local.command('.delete table Checkpoints policy ingestionbatching')
    expect(checkNamed(await local.saver.healthCheck(), 'policies').status).toBe('ok')
    await using queued = new KustoSaver({ client: local.kusto.client(), ingestion: 'queued' })
    expect(checkNamed(await queued.healthCheck(), 'policies')).toMatchObject({
      status: 'degraded',
      detail: textMatching(
        /^Checkpoints: other processes see queued rows only after up to 00:05:00/,
      ),
    })
  })
})

describe('the view', () => {
  it('fails when it is missing', async () => {
    await local.command('.drop materialized-view LatestCheckpoints')
    const report = await local.saver.healthCheck()
    expect(complaints(report)).toEqual(['schema failing', 'view failing'])
  })

  it('is degraded when it is disabled, with the command that enables it', async () => {
    await local.command('.disable materialized-view LatestCheckpoints')
    const report = await local.saver.healthCheck()
    expect(complaints(report)).toEqual(['view degraded'])
    expect(checkNamed(report, 'view').advice).toContain(
      '.enable materialized-view LatestCheckpoints',
    )
  })

  it('reports how many rows are not materialized, and for how long', async () => {
    const config = { configurable: { thread_id: freshThread(), checkpoint_ns: '' } }
    await local.saver.put(config, checkpointOf(1, {}), metadataOf(1), {})
    expect(checkNamed(await local.saver.healthCheck(), 'view')).toMatchObject({
      status: 'ok',
      detail: textMatching(/1 rows are not materialized yet/),
      figures: { rows: 1 },
    })
    local.kusto.materialize()
    expect(checkNamed(await local.saver.healthCheck(), 'view').detail).toContain(
      'everything is materialized',
    )
  })
})
