import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { runCli } from '../../../../src/cli/run-cli.ts'
import { KustoSaver } from '../../../../src/index.ts'
import { LocalKusto } from '../../../../src/local/index.ts'
import { checkpointOf, metadataOf } from '../../../support/checkpoints.ts'
import { temporaryFolder } from '../../../support/temporary-folder.ts'
import { consolePerTest } from '../../../support/console-per-test.ts'

const { out, err } = consolePerTest()
let kusto: LocalKusto
let saver: KustoSaver
let connection: string
let folder: Awaited<ReturnType<typeof temporaryFolder>>

beforeEach(async () => {
  folder = await temporaryFolder('lck-transfer-')
  kusto = await LocalKusto.open({ database: 'Agents' })
  const { url } = await kusto.listen()
  connection = `${url}/Agents`
  saver = new KustoSaver({ client: kusto.client() })
  await saver.setup({ provision: true })
  await saver.put(
    { configurable: { thread_id: 'thread' } },
    checkpointOf(1, { a: 'x' }),
    metadataOf(1),
    { a: 1 },
  )
})

afterEach(async () => {
  await saver.close()
  await kusto.close()
  await folder.remove()
})

const cli = (...args: readonly string[]): Promise<number> =>
  runCli([...args, '--connection', connection])

async function valuesOf(threadId: string): Promise<unknown> {
  const tuple = await saver.getTuple({ configurable: { thread_id: threadId } })
  return tuple?.checkpoint.channel_values
}

describe('langgraph-kusto copy', () => {
  it('copies a thread, and reports a repeated copy', async () => {
    expect(await cli('copy', 'thread', 'copy')).toBe(0)
    expect(out).toEqual([
      'Stored thread "copy": 1 checkpoint rows, 0 pending write rows, 1 value rows.',
    ])
    expect(await valuesOf('copy')).toEqual({ a: 'x' })
    expect(await cli('copy', 'thread', 'copy', '--json')).toBe(0)
    expect(JSON.parse(out[1] ?? '')).toEqual({
      checkpoints: 1,
      writes: 0,
      values: 1,
      isRepeated: true,
      left: [],
    })
  })

  it('fails for a missing thread, and exits with 2 for a single id', async () => {
    expect(await cli('copy', 'never', 'copy')).toBe(1)
    expect(err[0]).toContain('There is no thread "never"')
    expect(await cli('copy', 'thread')).toBe(2)
  })
})

describe('langgraph-kusto export and import', () => {
  it('move a thread through a file', async () => {
    const path = join(folder.path, 'thread.jsonl')
    expect(await cli('export', 'thread', '--output', path)).toBe(0)
    expect((await readFile(path, 'utf8')).split('\n')).toHaveLength(5)
    expect(await cli('import', path, '--thread', 'other')).toBe(0)
    expect(await valuesOf('other')).toEqual({ a: 'x' })
    expect(out).toEqual([
      'Stored thread "other": 1 checkpoint rows, 0 pending write rows, 1 value rows.',
    ])
  })

  it('keep an existing file, and create none for a missing thread', async () => {
    const path = join(folder.path, 'thread.jsonl')
    await writeFile(path, 'mine')
    expect(await cli('export', 'thread', '--output', path)).toBe(1)
    expect(await readFile(path, 'utf8')).toBe('mine')
    expect(await cli('export', 'never', '--output', join(folder.path, 'none'))).toBe(1)
    await expect(readFile(join(folder.path, 'none'))).rejects.toThrow('ENOENT')
  })

  it('say what was written, on standard error', async () => {
    const path = join(folder.path, 'thread.jsonl')
    expect(await cli('export', 'thread', '--output', path)).toBe(0)
    expect(out).toEqual([])
    const { length } = await readFile(path)
    expect(err).toEqual([
      expect.stringMatching(
        new RegExp(`^Wrote thread "thread" to .*thread\\.jsonl: \\d+ lines, ${length} bytes\\.$`),
      ),
    ])
  })

  it('name a file that is there already, or is not', async () => {
    const path = join(folder.path, 'thread.jsonl')
    await writeFile(path, '')
    expect(await cli('export', 'thread', '--output', path)).toBe(1)
    expect(await cli('import', join(folder.path, 'missing.jsonl'))).toBe(1)
    expect(err).toEqual([
      `langgraph-kusto export: ${path} exists already. Choose another name or remove the file`,
      `langgraph-kusto import: ${join(folder.path, 'missing.jsonl')}: no such file or folder`,
    ])
  })

  it('reject a file that is not an export', async () => {
    const path = join(folder.path, 'thread.jsonl')
    await writeFile(path, '{"hello":1}\n')
    expect(await cli('import', path)).toBe(1)
    expect(err[0]).toContain('The first line does not name the format')
  })
})

describe('langgraph-kusto import --from', () => {
  const module = `module:${fileURLToPath(new URL('memory-saver.mjs', import.meta.url))}`

  it('imports the threads of a custom saver and shows progress', async () => {
    expect(await cli('import', '--from', module)).toBe(0)
    expect(out).toEqual([
      '2 threads, 2 checkpoints equal to their source; 0 were already imported.',
    ])
    expect(err.map((line) => line.replace(/\d+ per second/, '… per second'))).toEqual([
      '1 threads, 1 checkpoints, … per second',
      '2 threads, 2 checkpoints, … per second',
    ])
    expect(await valuesOf('two')).toEqual({ a: 'two' })
  })

  it('imports one thread and reports JSON', async () => {
    expect(await cli('import', '--from', module, '--thread', 'two', '--json')).toBe(0)
    expect(JSON.parse(out[0] ?? '')).toEqual({
      threads: 1,
      checkpoints: 1,
      alreadyThere: 0,
      differences: [],
      failures: [],
    })
    expect(await valuesOf('one')).toBeUndefined()
  })

  it('names the missing package, and rejects invalid sources', async () => {
    expect(await cli('import', '--from', 'sqlite:state.db')).toBe(1)
    expect(err[0]).toContain('npm install @langchain/langgraph-checkpoint-sqlite')
    expect(await cli('import', '--from', 'redis://host')).toBe(2)
    expect(await cli('import')).toBe(2)
  })
})
