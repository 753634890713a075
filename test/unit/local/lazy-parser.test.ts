import { join } from 'node:path'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import type { LocalKusto } from '../../../src/local/index.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'

/** The engine and the saver in a process that has not loaded the parser. */
async function freshModules() {
  vi.resetModules()
  const local = await import('../../../src/local/index.ts')
  const { KustoSaver } = await import('../../../src/index.ts')
  const { isLanguageLoaded } = await import('../../../src/local/kql/parser/language.ts')
  return { LocalKusto: local.LocalKusto, KustoSaver, isLanguageLoaded }
}

let modules: Awaited<ReturnType<typeof freshModules>>
beforeEach(async () => {
  modules = await freshModules()
})

async function run(kusto: LocalKusto, ...commands: readonly string[]): Promise<void> {
  for (const text of commands) await kusto.client().command({ text })
}

async function rowsOf(kusto: LocalKusto, text: string): Promise<unknown> {
  const [table] = await kusto.client().query({ text, parameters: {} })
  return table?.rows
}

async function putOnce(kusto: LocalKusto): Promise<unknown> {
  await using saver = new modules.KustoSaver({ client: kusto.client() })
  await saver.setup({ provision: true })
  const config = { configurable: { thread_id: 't' } }
  const checkpoint = {
    v: 4,
    id: '1f000000-0000-6000-8000-000000000000',
    ts: '2026-01-01T00:00:00.000Z',
    channel_values: { count: 1 },
    channel_versions: { count: 1 },
    versions_seen: {},
  }
  await saver.put(config, checkpoint, { source: 'input', step: 0, parents: {} }, { count: 1 })
  return (await saver.getTuple(config))?.checkpoint.channel_values
}

describe('the parser', () => {
  it('is not loaded for the saver', async () => {
    await using kusto = await modules.LocalKusto.open()
    expect(await putOnce(kusto)).toEqual({ count: 1 })
    expect(modules.isLanguageLoaded()).toBe(false)
  })

  it('is loaded at once on request', async () => {
    await using _ = await modules.LocalKusto.open({ loadParser: true })
    expect(modules.isLanguageLoaded()).toBe(true)
  })

  it('is loaded for the first other query, which is answered and logged once', async () => {
    await using kusto = await modules.LocalKusto.open()
    expect(await rowsOf(kusto, 'print answer = 41 + 1')).toEqual([[42]])
    const { rows, columns } = await kusto.client().command({ text: '.show queries' })
    const text = columns.findIndex(({ name }) => name === 'Text')
    expect(rows.map((row) => row[text])).toEqual(['print answer = 41 + 1'])
  })

  it('is loaded for the operators behind a command', async () => {
    await using kusto = await modules.LocalKusto.open()
    await run(kusto, '.create table Colours (name:string)', '.create table Shapes (name:string)')
    const text = '.show tables | project TableName | order by TableName desc'
    expect((await kusto.client().command({ text })).rows).toEqual([['Shapes'], ['Colours']])
  })

  it('interrupts no script: each command runs once', async () => {
    await using kusto = await modules.LocalKusto.open()
    const script = [
      '.execute database script with (ThrowOnErrors=true) <|',
      '.create table T (a:long)',
      '.ingest inline into table T <| 1',
      '.set-or-append T <| print a = 2',
      '.ingest inline into table T <| 3',
    ]
    const { rows } = await kusto.client().command({ text: script.join('\n') })
    expect(rows.map((row) => row[3])).toEqual(['Completed', 'Completed', 'Completed', 'Completed'])
    expect(await rowsOf(kusto, 'T | order by a asc')).toEqual([[1], [2], [3]])
  })

  it('is loaded before rows arrive that an update policy reads', async () => {
    await using kusto = await modules.LocalKusto.open()
    const policy = [{ IsEnabled: true, Source: 'Raw', Query: 'Raw | extend b = a + 1' }]
    await run(
      kusto,
      '.create table Raw (a:long)',
      '.create table Cooked (a:long, b:long)',
      `.alter table Cooked policy update '${JSON.stringify(policy)}'`,
    )
    expect(modules.isLanguageLoaded()).toBe(true)
    await run(kusto, '.ingest inline into table Raw <| 1')
    expect(await rowsOf(kusto, 'Cooked')).toEqual([[1, 2]])
  })

  it('is loaded when a file with a custom view is opened', async () => {
    await using folder = await temporaryFolder('lazy-parser-')
    const path = join(folder.path, 'state.sqlite')
    const create = '.create materialized-view V on table T { T | summarize most = max(a) by k }'
    {
      await using kusto = await modules.LocalKusto.open({ path })
      await run(kusto, '.create table T (k:string, a:long)', create)
    }
    modules = await freshModules()
    await using kusto = await modules.LocalKusto.open({ path })
    await run(kusto, '.ingest inline into table T <| x,1\nx,2')
    kusto.materialize()
    expect(await rowsOf(kusto, 'V')).toEqual([['x', 2]])
  })

  it("is not loaded when a file with the checkpointer's view is opened", async () => {
    await using folder = await temporaryFolder('lazy-parser-')
    const path = join(folder.path, 'state.sqlite')
    {
      await using kusto = await modules.LocalKusto.open({ path })
      await putOnce(kusto)
    }
    modules = await freshModules()
    await using kusto = await modules.LocalKusto.open({ path })
    kusto.materialize()
    expect(await putOnce(kusto)).toEqual({ count: 1 })
    expect(modules.isLanguageLoaded()).toBe(false)
  })
})

describe('a saver in a database that differs from its provisioning', () => {
  it.each([
    ['with a column more', '.alter-merge table Checkpoints (note:string)'],
    ['with a table that is called like a column', '.create table checkpoint_id (a:long)'],
    ['with a function that is called like a let', '.create function heads () { Checkpoints }'],
  ])('works %s', async (_, command) => {
    await using kusto = await modules.LocalKusto.open()
    await putOnce(kusto)
    await run(kusto, command)
    expect(await putOnce(kusto)).toEqual({ count: 1 })
    expect(modules.isLanguageLoaded()).toBe(true)
  })
})
