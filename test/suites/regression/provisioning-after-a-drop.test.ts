import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { run } from '../../../src/cli/provision.ts'
import { KustoSaver, type KustoClient } from '../../../src/index.ts'
import { LocalKusto } from '../../../src/local/index.ts'
import { provision } from '../../../src/provision/apply.ts'
import { checkSchema } from '../../../src/provision/check-schema.ts'
import type { SchemaFinding } from '../../../src/provision/schema-report.ts'
import { checkpointOf, metadataOf } from '../../support/checkpoints.ts'

/*
 * A dropped table or a renamed column was created again, empty, and the database was reported as
 * ready. Every thread then started over or could not be read.
 */
const config = { configurable: { thread_id: 'kept', checkpoint_ns: '' } }

let kusto: LocalKusto
let client: KustoClient
let saver: KustoSaver

beforeEach(async () => {
  kusto = await LocalKusto.open({ database: 'Agents' })
  client = kusto.client()
  saver = opened()
  await saver.setup({ provision: true })
  await saver.put(config, checkpointOf(1, { a: 'kept' }), metadataOf(1), { a: 1 })
})

afterEach(async () => {
  await saver.end()
  await kusto.close()
})

const opened = () => new KustoSaver({ client: kusto.client() })
const command = async (text: string): Promise<void> => void (await client.command({ text }))
const found = async (): Promise<readonly SchemaFinding[]> => (await checkSchema(client)).findings

async function tableNames(): Promise<readonly unknown[]> {
  const { rows } = await client.command({ text: '.show tables' })
  return rows.map((row) => row[0])
}

async function columnsOf(table: string): Promise<string> {
  const { rows } = await client.command({ text: `.show table ${table} cslschema` })
  return JSON.stringify(rows)
}

describe('a missing table while others hold rows', () => {
  beforeEach(async () => {
    await command('.drop table CheckpointWrites')
  })

  it('is not recreated: the finding and the error say where to look first', async () => {
    expect(await found()).toMatchObject([
      { kind: 'table-lost', severity: 'error', entity: 'CheckpointWrites', command: '' },
    ])
    await expect(saver.setup({ provision: true })).rejects.toMatchObject({
      code: 'NOT_PROVISIONED',
      message: expect.stringMatching(
        /First restore what was dropped[^]*Checkpoints, CheckpointBlobs hold rows[^]*\.show journal \|[^]*\.undo drop table CheckpointWrites version=/,
      ) as unknown,
    })
    expect(await tableNames()).not.toContain('CheckpointWrites')
  })

  it('stops provisioning, which sends no more commands', async () => {
    const { isComplete, steps } = await provision(client)
    expect(isComplete).toBe(false)
    const failed = steps.findIndex(({ result }) => result === 'failed')
    expect(steps[failed]?.reason).toContain('.undo drop table CheckpointWrites')
    expect(new Set(steps.slice(failed + 1).map(({ result }) => result))).toEqual(
      new Set(['skipped']),
    )
  })

  it('is recreated with recreateTables', async () => {
    await expect(saver.setup({ provision: true, recreateTables: true })).resolves.toMatchObject({
      isReady: true,
    })
    expect(await tableNames()).toContain('CheckpointWrites')
  })

  it('is reported by health without the advice to provision', async () => {
    const { checks } = await saver.healthCheck()
    const schema = checks.find(({ name }) => name === 'schema')
    expect(schema).toMatchObject({
      status: 'failing',
      detail: expect.stringContaining('.undo drop table CheckpointWrites') as unknown,
      advice: expect.stringMatching(/^First restore what was dropped/) as unknown,
    })
  })

  it('is reported by the command, which accepts --recreate-tables', async () => {
    const out = vi.spyOn(console, 'log').mockImplementation(() => {})
    const err = vi.spyOn(console, 'error').mockImplementation(() => {})
    const { url } = await kusto.listen()
    const connection = ['--connection', `${url}/Agents`]
    expect(await run(connection)).toBe(1)
    expect(out.mock.calls.join('\n')).toContain('.undo drop table CheckpointWrites')
    expect(err.mock.calls.join('\n')).toMatch(/^Not ready\. First restore what was dropped/)
    expect(await run([...connection, '--recreate-tables'])).toBe(0)
    vi.restoreAllMocks()
  })
})

it('a missing table of a database without rows is created', async () => {
  await using empty = await LocalKusto.open()
  await provision(empty.client())
  await empty.client().command({ text: '.drop table CheckpointWrites' })
  expect((await provision(empty.client())).isComplete).toBe(true)
})

describe('a renamed column of a table with rows', () => {
  it('is not added again, and the command of its finding repairs it', async () => {
    await command('.rename column Checkpoints.manifest to ManifestOfThread')
    expect(await found()).toMatchObject([
      {
        kind: 'column-lost',
        severity: 'error',
        entity: 'Checkpoints.manifest',
        command: ".rename column Checkpoints.['ManifestOfThread'] to manifest",
      },
    ])
    await expect(saver.setup({ provision: true })).rejects.toMatchObject({
      code: 'NOT_PROVISIONED',
    })
    expect(await columnsOf('Checkpoints')).not.toContain('manifest:')

    await command((await found())[0]?.command ?? '')
    await expect(saver.setup()).resolves.toMatchObject({ findings: [] })
    await using reader = opened()
    expect((await reader.getTuple(config))?.checkpoint.channel_values).toEqual({ a: 'kept' })
  })

  it('is found in every table that holds rows, even if no single command repairs it', async () => {
    await command('.rename column CheckpointBlobs.value to v')
    await command('.rename column CheckpointBlobs.type to t')
    const lost = await found()
    expect(lost.map(({ kind, entity, command: mend }) => [kind, entity, mend])).toEqual([
      ['column-lost', 'CheckpointBlobs.type', ''],
      ['column-lost', 'CheckpointBlobs.value', ''],
    ])
    expect(lost[0]?.message).toContain("not the checkpointer's: t, v")
  })
})

it('a column of a later version is added to tables that hold rows', async () => {
  await command('.drop column Checkpoints.lineage')
  expect(await found()).toMatchObject([{ kind: 'column-missing', entity: 'Checkpoints.lineage' }])
  expect((await provision(client)).isComplete).toBe(true)
  expect(await columnsOf('Checkpoints')).toContain('lineage:string')
})

it('a column of another type in a table with rows stops provisioning', async () => {
  await command('.alter column Checkpoints.manifest type=long')
  await expect(saver.setup({ provision: true })).rejects.toMatchObject({
    code: 'NOT_PROVISIONED',
    message: expect.stringContaining(
      'Checkpoints.manifest: the column is long and must be string',
    ) as unknown,
  })
})
