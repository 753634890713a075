import { execFile } from 'node:child_process'
import { symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { KustoSaver } from '../../../src/index.ts'
import { createFunctions } from '../../../src/provision/functions/create-functions.ts'
import { LocalKusto, type LocalServer } from '../../../src/local/index.ts'
import { PUBLISHED_ENTRIES } from '../../../tools/build/entries.ts'
import { checkpointOf, metadataOf } from '../../support/checkpoints.ts'
import { temporaryFolder, type TemporaryFolder } from '../../support/temporary-folder.ts'
import { allBlocks, ROOT, type Block } from './blocks.ts'

/*
 * Every TypeScript block of the documents is a separate module, which is type-checked against the
 * source and run. A local Kusto replaces each named cluster, served over HTTP and provisioned in
 * advance as the text says.
 */
const run = promisify(execFile)
const BLOCKS = allBlocks('ts')
/** Replaced by a free port: another process may use this one. */
const PORT = /\bport: \d+/g
const CLUSTER = 'https://name.region.kusto.windows.net'
const TIMEOUT_MS = 120_000

let folder: TemporaryFolder
let kusto: LocalKusto
let cluster: LocalServer

beforeAll(async () => {
  folder = await temporaryFolder('lck-docs-')
  await symlink(join(ROOT, 'node_modules'), join(folder.path, 'node_modules'), 'junction')
  await writeFile(join(folder.path, 'package.json'), '{"type":"module"}')
  kusto = await LocalKusto.open({ database: 'Agents' })
  cluster = await kusto.listen()
  const saver = new KustoSaver({ client: kusto.client() })
  await saver.setup({ provision: true })
  await createFunctions(kusto.client())
  const config = { configurable: { thread_id: 'thread-1', checkpoint_ns: '' } }
  const checkpoint = checkpointOf(1, { messages: ['hello'] })
  const stored = await saver.put(config, checkpoint, metadataOf(1), { messages: 1 })
  await saver.putWrites(stored, [['__interrupt__', 'Approve?']], 'task-1')
  await saver.close()
}, TIMEOUT_MS)

afterAll(async () => {
  await kusto.close()
  await folder.remove()
})

/** The block with the package's published entries as their sources. */
function moduleOf({ text }: Block): string {
  return text.replaceAll(/'langgraph-checkpoint-kusto(\/\w+)?'/g, (_, entry: string = '') => {
    const { source } = PUBLISHED_ENTRIES.find(({ key }) => key === `.${entry}`) ?? {}
    return `'${join(ROOT, 'src', `${source ?? `no entry ${entry}`}.ts`)}'`
  })
}

/** Everything that it connects to is local and free of charge. */
function runnable(block: Block): string {
  return moduleOf(block).replaceAll(CLUSTER, cluster.url).replaceAll(PORT, 'port: 0')
}

async function write(block: Block, text: string): Promise<string> {
  const file = join(folder.path, `${block.place.replaceAll(/\W/g, '-')}.ts`)
  await writeFile(file, text)
  return file
}

describe('TypeScript in the documents', () => {
  it('exists', () => {
    expect(BLOCKS.length).toBeGreaterThan(4)
  })

  it('passes the type checker', { timeout: TIMEOUT_MS }, async () => {
    for (const block of BLOCKS) await write(block, moduleOf(block))
    const config = {
      extends: join(ROOT, 'tsconfig.json'),
      compilerOptions: { rewriteRelativeImportExtensions: false },
      include: ['*.ts', join(ROOT, 'src/**/*.d.ts')],
    }
    await writeFile(join(folder.path, 'tsconfig.json'), JSON.stringify(config))
    const compiler = join(ROOT, 'node_modules/typescript/bin/tsc')
    const { stdout } = await run(process.execPath, [compiler, '-p', folder.path]).catch(
      (error: { readonly stdout: string }) => error,
    )
    // the source is type-checked separately
    expect(stdout.split('\n').filter((line) => /^[^(]*-md-\d+\.ts\(/.test(line))).toEqual([])
  })

  describe('runs', () => {
    let outputs: readonly string[] = []

    beforeAll(async () => {
      outputs = await runAll(BLOCKS)
    }, TIMEOUT_MS)

    it.each(BLOCKS.map((block, index) => [block.place, block, index] as const))(
      '%s with the printed output',
      (_, block, index) => {
        const output = outputs[index]
        expect(output).not.toContain(FAILED)
        // a block that shows no output may print what it likes
        expect(output).toBe(block.output ?? output)
      },
    )
  })
})

const BEGINS = '== begins'
const FAILED = '== failed'

/** Runs the blocks one after the other in one separate process. @returns the output of each */
async function runAll(blocks: readonly Block[]): Promise<string[]> {
  const files: string[] = []
  for (const block of blocks) files.push(await write(block, runnable(block)))
  const runner = join(folder.path, 'run-all.mjs')
  await writeFile(
    runner,
    `for (const file of process.argv.slice(2)) {
       console.log('${BEGINS}')
       await import(file).catch((error) => console.log('${FAILED}', error))
     }
     process.exit()`,
  )
  const { stdout } = await run(process.execPath, ['--import', 'tsx', runner, ...files], {
    cwd: ROOT,
  })
  return stdout.split(`${BEGINS}\n`).slice(1)
}

/** Tests of their own run these, on data that they need. */
const RUN_ELSEWHERE = /runbooks\/|twelve-questions/

describe('KQL in the documents', () => {
  const queries = allBlocks('kql').filter(
    ({ place, text }) => !text.startsWith('.') && !RUN_ELSEWHERE.test(place),
  )

  it.each(queries.map(({ place, text }) => [place, text] as const))(
    "%s finds the saver's rows",
    async (_, text) => {
      const [table] = await kusto.client().query({ text, parameters: {} })
      expect(table?.rows.length).toBeGreaterThan(0)
    },
  )
})
