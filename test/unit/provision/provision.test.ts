import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { KustoClient } from '../../../src/index.ts'
import { LocalKusto } from '../../../src/local/index.ts'
import { provision } from '../../../src/provision/apply.ts'
import { checkSchema } from '../../../src/provision/check-schema.ts'
import type { SchemaFinding } from '../../../src/provision/schema-report.ts'
import { provisionScripts } from '../../../src/provision/scripts.ts'
import { setUpSchema } from '../../../src/provision/set-up.ts'
import { BLOBS, CHECKPOINTS, LATEST_VIEW, TABLES } from '../../../src/tables/schema.ts'

let kusto: LocalKusto
let client: KustoClient

beforeEach(async () => {
  kusto = await LocalKusto.open()
  client = kusto.client()
})

afterEach(async () => {
  await kusto.close()
})

const findings = async (): Promise<readonly SchemaFinding[]> => (await checkSchema(client)).findings
const kinds = async (): Promise<readonly string[]> =>
  (await findings()).map(({ kind, entity }) => `${kind} ${entity}`)
const command = async (text: string): Promise<void> => void (await client.command({ text }))

/** Every name and type, without the counter of changes. */
async function schemaText(): Promise<string> {
  const { rows } = await client.command({ text: '.show database schema as json' })
  return String(rows[0]?.[0]).replace(/"MajorVersion":\d+/, '')
}

const latest = async (): Promise<unknown> => {
  const text = 'LatestCheckpoints | project checkpoint_id'
  return (await client.query({ text, parameters: {} }))[0]?.rows
}

/** Follows the report: runs the command that each finding names. */
async function mend(): Promise<void> {
  for (const finding of await findings()) await command(finding.command)
}

describe('an empty database', () => {
  it('lacks every table and the view, and each finding names the command', async () => {
    const report = await checkSchema(client)
    expect(report.isReady).toBe(false)
    expect(report.findings.map(({ kind, entity }) => `${kind} ${entity}`)).toEqual([
      ...TABLES.map(({ name }) => `table-missing ${name}`),
      `view-missing ${LATEST_VIEW.name}`,
    ])
    expect(report.findings.every((finding) => finding.command.startsWith('.create'))).toBe(true)
  })

  it('is complete after provisioning', async () => {
    const { isComplete, steps } = await provision(client)
    expect(isComplete).toBe(true)
    expect(new Set(steps.map(({ result }) => result))).toEqual(new Set(['done']))
    expect(await checkSchema(client)).toEqual({ isReady: true, findings: [], retentionDays: 90 })
  })

  it('is complete after an administrator ran the scripts unchanged', async () => {
    for (const { text } of provisionScripts()) {
      await command(`.execute database script with (ThrowOnErrors=true) <|\n${text}`)
    }
    expect(await findings()).toEqual([])
  })

  it('can be repaired by following the findings', async () => {
    await mend()
    await mend()
    expect(await findings()).toEqual([])
  })

  it('makes setup throw what is missing, the commands and the remedy', async () => {
    await expect(setUpSchema(client)).rejects.toMatchObject({
      code: 'NOT_PROVISIONED',
      message: expect.stringMatching(
        /langgraph-kusto provision[^]*error: Checkpoints: [^]*\.create-merge table Checkpoints \([^]*LatestCheckpoints/,
      ) as unknown,
    })
  })

  it('is provisioned on demand', async () => {
    const report = await setUpSchema(client, { provision: true, retentionDays: 30 })
    expect(report).toMatchObject({
      isReady: true,
      retentionDays: 30,
      provisioned: { isComplete: true },
    })
  })
})

describe('two processes that start at once', () => {
  it('both provision the same empty database', async () => {
    const reports = await Promise.all([
      setUpSchema(kusto.client(), { provision: true }),
      setUpSchema(kusto.client(), { provision: true }),
    ])
    expect(reports.map(({ isReady }) => isReady)).toEqual([true, true])
  })
})

describe('a provisioned database', () => {
  beforeEach(async () => {
    await provision(client)
  })

  it('does not change when provisioned again', async () => {
    const before = await schemaText()
    const { isComplete } = await provision(client)
    expect(isComplete).toBe(true)
    expect(await schemaText()).toBe(before)
  })

  it('is only read by setup, whether or not it may provision', async () => {
    const sent: string[] = []
    const watched: KustoClient = {
      query: (request) => client.query(request),
      ingest: (request) => client.ingest(request),
      enqueue: (request) => client.enqueue(request),
      close: () => client.close(),
      command: (request) => {
        sent.push(request.text)
        return client.command(request)
      },
    }
    await setUpSchema(watched, { provision: true, retentionDays: 90 })
    expect(sent.filter((text) => !text.startsWith('.show '))).toEqual([])
    expect(sent.length).toBeLessThan(30)
  })

  it.each([
    {
      damage: `.drop table ${CHECKPOINTS.name} ingestion json mapping '${CHECKPOINTS.mapping}'`,
      found: 'mapping-missing Checkpoints mapping Checkpoints_json',
    },
    {
      damage: `.create-or-alter table ${BLOBS.name} ingestion json mapping '${BLOBS.mapping}' '[{"column":"value","Properties":{"Path":"$.wrong"}}]'`,
      found: 'mapping-differs CheckpointBlobs mapping CheckpointBlobs_json',
    },
    {
      damage: '.alter table CheckpointWrites policy streamingingestion disable',
      found: 'streaming-off CheckpointWrites',
    },
    {
      damage: '.delete table CheckpointWrites policy streamingingestion',
      found: 'streaming-off CheckpointWrites',
    },
    {
      damage: ".alter column CheckpointBlobs.value policy encoding type='Identifier'",
      found: 'encoding-missing CheckpointBlobs.value',
    },
    {
      damage: '.delete table Checkpoints policy retention',
      found: 'retention-differs Checkpoints',
    },
    {
      damage: `.alter table ThreadDeletions policy retention '{"SoftDeletePeriod":"10.00:00:00"}'`,
      found: 'retention-short ThreadDeletions',
    },
    {
      damage: `.alter materialized-view LatestCheckpoints policy retention '{"SoftDeletePeriod":"10.00:00:00"}'`,
      found: 'retention-short LatestCheckpoints',
    },
    {
      damage: '.disable materialized-view LatestCheckpoints',
      found: 'view-disabled LatestCheckpoints',
    },
    {
      damage: '.drop materialized-view LatestCheckpoints',
      found: 'view-missing LatestCheckpoints',
    },
    {
      damage:
        '.alter table ThreadDeletions (thread_id:string, revision:long, writer:string, row_format: int)',
      found: 'column-missing ThreadDeletions.created_at',
    },
  ])('$found after $damage, and its command repairs it', async ({ damage, found }) => {
    await command(damage)
    expect(await kinds()).toEqual([found])
    await mend()
    // a recreated table has lost its own policies
    await mend()
    expect(await kinds()).toEqual([])
  })

  it('reports a view with another definition, which the scripts do not change', async () => {
    await command('.drop materialized-view LatestCheckpoints')
    await command(
      '.create materialized-view LatestCheckpoints on table Checkpoints { Checkpoints | summarize checkpoint_id = min(checkpoint_id), updated_at = max(created_at) by thread_id, checkpoint_ns }',
    )
    expect((await provision(client)).isComplete).toBe(true)
    expect(await kinds()).toEqual(['view-differs LatestCheckpoints'])
    await mend()
    await provision(client)
    expect(await kinds()).toEqual([])
  })

  it('accepts the same view with other white space', async () => {
    await command('.drop materialized-view LatestCheckpoints')
    await command(
      '.create materialized-view LatestCheckpoints on table Checkpoints { Checkpoints | summarize checkpoint_id=max(checkpoint_id),   updated_at=max(created_at) by thread_id,checkpoint_ns }',
    )
    expect(await kinds()).toEqual([])
  })

  it('does not need streaming if rows are queued', async () => {
    await command('.alter table CheckpointWrites policy streamingingestion disable')
    expect(await checkSchema(client, { streaming: false })).toMatchObject({ isReady: true })
  })

  it('inherits the database’s streaming policy if a table has none', async () => {
    await command('.delete table CheckpointWrites policy streamingingestion')
    await command('.alter database NetDefaultDB policy streamingingestion enable')
    expect(await kinds()).toEqual([])
  })
})

describe('a column of another type', () => {
  it('is found, and provisioning reports Kusto’s error and skips the rest', async () => {
    await command('.create table ThreadDeletions (thread_id:string, revision:string)')
    const { isComplete, steps } = await provision(client)
    expect(isComplete).toBe(false)
    const results = steps
      .filter(({ script }) => script === '0001_tables.kql')
      .map(({ result }) => result)
    expect(results).toEqual(['done', 'done', 'done', 'failed'])
    expect(steps.at(-1)?.result).toBe('skipped')
    expect(await kinds()).toContain('column-type ThreadDeletions.revision')
  })
})

describe('retention', () => {
  it('that exists is kept if no period is given', async () => {
    await provision(client, { retentionDays: 365 })
    const { isComplete, steps } = await provision(client)
    expect(isComplete).toBe(true)
    expect(steps.filter(({ result }) => result === 'kept')).toHaveLength(10)
    expect((await checkSchema(client)).retentionDays).toBe(365)
  })

  it('is lengthened on demand, and shortened only with shortenRetention', async () => {
    await provision(client, { retentionDays: 30 })
    await provision(client, { retentionDays: 60 })
    expect((await checkSchema(client)).retentionDays).toBe(60)
    await provision(client, { retentionDays: 30 })
    expect((await checkSchema(client)).retentionDays).toBe(60)
    await provision(client, { retentionDays: 30, shortenRetention: true })
    expect((await checkSchema(client)).retentionDays).toBe(30)
  })

  it('that is longer than requested also applies to a recreated view and tombstones', async () => {
    await provision(client, { retentionDays: 365 })
    await command('.drop materialized-view LatestCheckpoints')
    await provision(client, { retentionDays: 90 })
    const { rows } = await client.command({
      text: '.show materialized-view LatestCheckpoints policy retention',
    })
    expect(JSON.stringify(rows)).toContain('395.00:00:00')
    expect(await kinds()).toEqual([])
  })

  it('of a thousand years, the default of databases, is accepted', async () => {
    await provision(client)
    await command(
      '.alter table Checkpoints policy retention \'{"SoftDeletePeriod":"365000.00:00:00"}\'',
    )
    expect(await kinds()).toEqual([
      'retention-differs CheckpointBlobs',
      'retention-short CheckpointWrites',
      'retention-short ThreadDeletions',
      'retention-short LatestCheckpoints',
    ])
    expect((await provision(client)).isComplete).toBe(true)
    expect(await checkSchema(client)).toMatchObject({ findings: [], retentionDays: 365_000 })
  })

  it('shorter than the saver expects is an error, and its command lengthens it', async () => {
    await provision(client, { retentionDays: 30 })
    const report = await checkSchema(client, { retentionDays: 90 })
    expect(report.isReady).toBe(false)
    expect(report.findings[0]?.command).toContain('90.00:00:00')
  })

  it('out of range is rejected before anything is sent', async () => {
    await expect(provision(client, { retentionDays: 0 })).rejects.toMatchObject({
      code: 'INVALID_OPTION',
    })
    expect(await kinds()).toContain('table-missing Checkpoints')
  })
})

describe('a view that was dropped from a database with checkpoints', () => {
  beforeEach(async () => {
    await provision(client)
    const row = { thread_id: 't', checkpoint_id: '1', created_at: '2026-01-01T00:00:00Z' }
    const body = new TextEncoder().encode(`${JSON.stringify(row)}\n`)
    await client.ingest({ table: 'Checkpoints', mapping: 'Checkpoints_json', body })
    await command('.drop materialized-view LatestCheckpoints')
  })

  it('is filled from them when provisioned again', async () => {
    expect((await provision(client)).isComplete).toBe(true)
    expect(await latest()).toEqual([['1']])
  })

  it('is filled from them by the command that the check names', async () => {
    expect((await findings())[0]?.command).toContain('backfill=true')
    await mend()
    expect(await latest()).toEqual([['1']])
  })
})
