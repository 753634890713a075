import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { command, createTable, ingest, open, rows } from './opened.ts'

let directory = ''

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'local-kusto-'))
})

afterEach(() => {
  rmSync(directory, { recursive: true, force: true })
})

/**
 * Lets a child ingest until it has acknowledged a number of rows, then kills it. Returns the last
 * number that the child reported.
 */
async function killWhileIngesting(path: string, atLeast: number): Promise<number> {
  const script = fileURLToPath(new URL('ingest-until-killed.ts', import.meta.url))
  const child = spawn(process.execPath, ['--import', 'tsx', script, path], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const exited = new Promise((resolve) => child.once('exit', resolve))
  let last = -1
  for await (const line of createInterface({ input: child.stdout })) {
    last = Number(line)
    if (last >= atLeast) child.kill('SIGKILL')
  }
  await exited
  return last
}

describe('a file-backed engine', () => {
  it('has every acknowledged row after kill -9, and no partial request', async () => {
    const path = join(directory, 'killed.db')
    const acknowledged = await killWhileIngesting(path, 200)
    expect(acknowledged).toBeGreaterThanOrEqual(200)
    const client = (await open({ path })).client()
    const found = await rows(client, 'T | summarize count() by n | where count_ == 2 | count')
    expect(found[0]?.[0]).toBeGreaterThanOrEqual(acknowledged + 1)
    expect(await rows(client, 'T | summarize count() by n | where count_ != 2')).toEqual([])
    const [newest] = await rows(client, "V | where id == 'one' | project n")
    expect(newest?.[0]).toBeGreaterThanOrEqual(acknowledged)
  })

  it('keeps tables, policies, mappings, functions and views', async () => {
    const path = join(directory, 'reopened.db')
    const first = await open({ path })
    const client = first.client()
    await createTable(client, 'T', 'id:string, n:long')
    await client.command({ text: '.create-or-alter function F() { T | count }' })
    await client.command({
      text: '.create materialized-view V on table T { T | summarize max(n) by id }',
    })
    await ingest(client, 'T', { id: 'a', n: 1 })
    first.materialize()
    await first.close()
    const again = (await open({ path })).client()
    await ingest(again, 'T', { id: 'a', n: 2 })
    expect(await rows(again, 'F()')).toEqual([[2]])
    expect(await rows(again, 'V')).toEqual([['a', 2]])
    expect(await rows(again, "materialized_view('V')")).toEqual([['a', 1]])
    expect(await command(again, '.show tables')).toMatchObject([{ TableName: 'T' }])
  })
})
