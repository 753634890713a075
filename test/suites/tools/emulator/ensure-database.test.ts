import { afterEach, beforeEach, expect, it } from 'vitest'
import { LocalKusto } from '../../../../src/local/index.ts'
import { ensureDatabase } from '../../../../tools/emulator/ensure-database.ts'

/** No emulator runs here; the local Kusto answers the same commands. */
let kusto: LocalKusto
let url: string

beforeEach(async () => {
  kusto = await LocalKusto.open()
  ;({ url } = await kusto.listen())
})
afterEach(async () => kusto.close())

it('creates a persistent database once', async () => {
  expect(await ensureDatabase(url, 'LangGraph', 0)).toBe('created')
  expect(await ensureDatabase(url, 'LangGraph', 0)).toBe('was there')
  const client = kusto.client({ database: 'LangGraph' })
  await client.command({ text: '.create table T (a: string)' })
  const { requests } = kusto
  expect(requests.map(({ text }) => text)).toContain(
    '.create database LangGraph persist (@"/kustodata/dbs/LangGraph/md", @"/kustodata/dbs/LangGraph/data")',
  )
})

it('reports that nothing answers', async () => {
  await kusto.close()
  await expect(ensureDatabase(url, 'LangGraph', 0)).rejects.toThrow('No answer from the emulator')
})

it('refuses names that would need quoting in commands', async () => {
  await expect(ensureDatabase(url, 'a/b', 0)).rejects.toThrow("got 'a/b'")
})
