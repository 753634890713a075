import { existsSync } from 'node:fs'
import { readdir, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { PUBLISHED_ENTRIES } from '../../../tools/build/entries.ts'
import { loadedModulesScript } from './loaded-modules.ts'
import { packedConsumer, type PackedConsumer } from './packed-consumer.ts'

const ROOT = join(import.meta.dirname, '..', '..', '..')

interface Manifest {
  readonly main: string
  readonly types: string
  readonly exports: Readonly<Record<string, unknown>>
  readonly typesVersions: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>
  readonly bin: Readonly<Record<string, string>>
}

/** Files of an entry: for `import`, and for `require` and resolvers that ignore `exports`. */
const formsOf = (name: string): object => ({
  import: { types: `./dist/${name}.d.ts`, default: `./dist/${name}.js` },
  require: { types: `./dist/${name}.d.cts`, default: `./dist/${name}.cjs` },
})

/** Prints a thread's values. */
const USE = `import { HumanMessage } from '@langchain/core/messages'
import * as checkpoint from '@langchain/langgraph-checkpoint'
import { KustoSaver } from 'langgraph-checkpoint-kusto'
import { LocalKusto } from 'langgraph-checkpoint-kusto/local'
const kusto = await LocalKusto.open()
const saver = new KustoSaver({ client: kusto.client() })
await saver.setup({ provision: true })
const config = { configurable: { thread_id: 'packed' } }
const stored = {
  ...checkpoint.emptyCheckpoint(),
  channel_values: { messages: [new HumanMessage('hi')] },
  channel_versions: { messages: 1 },
}
await saver.put(config, stored, { source: 'input', step: 0, parents: {} }, { messages: 1 })
const { messages } = (await saver.getTuple(config)).checkpoint.channel_values
await saver.end()
await kusto.close()
console.log(JSON.stringify({
  messages: messages.filter(HumanMessage.isInstance).map(({ content }) => content),
  // exported from 1.2.2 on
  isOld: !('JsonPlusSerializer' in checkpoint),
}))`

let consumer: PackedConsumer
let manifest: Manifest

beforeAll(async () => {
  if (!existsSync(join(ROOT, 'dist', 'index.js')))
    throw new Error('nothing is built: run `npm run build` first')
  manifest = JSON.parse(await readFile(join(ROOT, 'package.json'), 'utf8'))
  consumer = await packedConsumer()
})
afterAll(async () => consumer.remove())

describe('the files of the package', () => {
  it('contain the code, its types and the provisioning scripts', async () => {
    const scripts = (await readdir(join(ROOT, 'provision'))).map((name) => `provision/${name}`)
    expect(scripts.length).toBeGreaterThan(0)
    expect(consumer.files).toEqual(expect.arrayContaining(['package.json', ...scripts]))
  })

  it('contain the dashboards, rules and documentation, but not their builders', () => {
    const rest = consumer.files.filter((path) => /^(?:dashboards|docs)\//.test(path))
    expect(rest).toEqual(
      expect.arrayContaining([
        'dashboards/out/langgraph-kusto-overview.json',
        'docs/README.md',
        'docs/operations/runbooks/KustoSaverAbsent.md',
      ]),
    )
    expect(rest.filter((path) => !/^dashboards\/out\/|^docs\/.*\.md$/.test(path))).toEqual([])
  })

  it('contain no test, source, tool or secret', () => {
    const folders = new Set(
      consumer.files.map((path) => (path.includes('/') ? path.split('/')[0] : '')),
    )
    expect([...folders].toSorted((a = '', b = '') => a.localeCompare(b))).toEqual([
      '',
      'dashboards',
      'dist',
      'docs',
      'provision',
    ])
    expect(consumer.files.filter((path) => /\.test\.|\.env|\.sqlite$/.test(path))).toEqual([])
  })

  it('include every published entry in both forms, each with its types', () => {
    const forms = PUBLISHED_ENTRIES.map(({ key, name }) => [key, formsOf(name)] as const)
    expect(manifest.exports).toEqual({
      ...Object.fromEntries(forms),
      './package.json': './package.json',
    })
    const files = PUBLISHED_ENTRIES.flatMap(({ name }) =>
      ['js', 'd.ts', 'cjs', 'd.cts'].map((extension) => `dist/${name}.${extension}`),
    )
    expect(consumer.files).toEqual(expect.arrayContaining(files))
  })

  it('name the same entries for resolvers that ignore `exports`', () => {
    const { main, types, typesVersions } = manifest
    expect({ main, types }).toEqual({ main: './dist/index.cjs', types: './dist/index.d.cts' })
    const below = PUBLISHED_ENTRIES.filter(({ key }) => key !== '.')
    expect(typesVersions).toEqual({
      '*': Object.fromEntries(
        below.map(({ key, name }) => [key.slice('./'.length), [`./dist/${name}.d.cts`]]),
      ),
    })
  })

  it('are few, and their maps contain the sources', async () => {
    const built = consumer.files.filter((path) => path.startsWith('dist/'))
    expect(built.length).toBeLessThanOrEqual(54)
    const maps = built.filter((path) => path.endsWith('.map'))
    expect(maps.length).toBeGreaterThan(0)
    for (const path of maps) {
      const { sources, sourcesContent }: { sources: string[]; sourcesContent: unknown[] } =
        JSON.parse(await readFile(join(ROOT, path), 'utf8'))
      expect(sources.filter((source) => !/\/src\/.+\.ts$|runtime/.test(source))).toEqual([])
      expect(sourcesContent.filter((text) => typeof text !== 'string')).toEqual([])
    }
  })

  it('contain the command, which starts with a shebang', async () => {
    for (const path of Object.values(manifest.bin)) {
      expect(consumer.files).toContain(path)
      expect(await readFile(join(ROOT, path), 'utf8')).toMatch(/^#!\/usr\/bin\/env node\n/)
    }
  })
})

describe('the command', () => {
  it.each([
    ['provision --print', '.create-merge table Checkpoints'],
    ['local --help', '--port'],
    ['capacity --help', 'turns'],
  ])('runs as packed: %s', async (line, words) => {
    const script = `import { execFileSync } from 'node:child_process'
      const command = 'node_modules/langgraph-checkpoint-kusto/dist/cli.js'
      const args = [command, ...${JSON.stringify(line.split(' '))}]
      console.log(JSON.stringify(execFileSync(process.execPath, args, { encoding: 'utf8' })))`
    expect(await consumer.runScript('command.mjs', script)).toContain(words)
  })
})

describe('importing the package', () => {
  it.each([
    ['import', 'js'],
    ['require', 'cjs'],
  ] as const)('loads neither the engine nor an Azure SDK: %s', async (form, extension) => {
    const loaded = await consumer.runScript(
      `load-${form}.mjs`,
      loadedModulesScript('langgraph-checkpoint-kusto', form),
    )
    expect(loaded).toMatchObject({
      // shows that the check sees modules at all
      packages: expect.arrayContaining([
        'langgraph-checkpoint-kusto',
        '@langchain/langgraph-checkpoint',
      ]),
    })
    const { packages, own, builtins, globals } = Object(loaded)
    expect(own.filter((path: string) => !path.endsWith(`.${extension}`))).toEqual([])
    expect(globals.filter((name: string) => /Kusto|Bridge/.test(name))).toEqual([])
    expect(
      packages.filter((name: string) => /^@?azure|^@kusto|^@photostructure/.test(name)),
    ).toEqual([])
    expect(builtins).not.toContain('node:sqlite')
  })

  it('by its local entry loads the engine only on open()', async () => {
    const loaded = await consumer.runScript(
      'load-local.mjs',
      loadedModulesScript('langgraph-checkpoint-kusto/local'),
    )
    const { packages } = Object(loaded)
    expect(packages).toContain('langgraph-checkpoint-kusto')
    expect(packages.filter((name: string) => /^@kusto|^@photostructure/.test(name))).toEqual([])
  })

  it("by its telemetry entry loads OpenTelemetry's SDK only on start", async () => {
    const loaded = await consumer.runScript(
      'load-telemetry.mjs',
      loadedModulesScript('langgraph-checkpoint-kusto/telemetry'),
    )
    const { packages } = Object(loaded)
    expect(packages).toContain('@opentelemetry/api')
    expect(packages.filter((name: string) => /opentelemetry\/(?!api$)/.test(name))).toEqual([])
  })

  it('encrypts with its encryption entry, which does not load the saver', async () => {
    const recorded = await consumer.runScript(
      'encryption.mjs',
      `import { aesGcmEncryption } from 'langgraph-checkpoint-kusto/encryption'
       const keys = { k1: new Uint8Array(32) }
       const key = await aesGcmEncryption({ currentKeyId: 'k1', keys }).currentKey()
       const opened = key.open(key.seal(Buffer.from('state'), 'here'), 'here')
       console.log(JSON.stringify(Buffer.from(opened).toString()))`,
    )
    expect(recorded).toBe('state')
    const loaded = await consumer.runScript(
      'load-encryption.mjs',
      loadedModulesScript('langgraph-checkpoint-kusto/encryption'),
    )
    expect(Object(loaded).packages).toEqual(['langgraph-checkpoint-kusto'])
    expect(Object(loaded).own.length).toBeLessThanOrEqual(2)
  })

  it('starts telemetry, as a consumer would', async () => {
    const recorded = await consumer.runScript(
      'telemetry.mjs',
      `import { startTelemetry } from 'langgraph-checkpoint-kusto/telemetry'
       const telemetry = await startTelemetry({ serviceName: 'packed', prometheus: { port: 0 } })
       const page = await (await fetch(telemetry.url)).text()
       await telemetry.shutdown()
       console.log(JSON.stringify(page.includes('service_name="packed"')))`,
    )
    expect(recorded).toBe(true)
  })

  it('loads three files of at most 625,000 bytes', async () => {
    const loaded = await consumer.runScript(
      'count.mjs',
      loadedModulesScript('langgraph-checkpoint-kusto'),
    )
    const { own } = Object(loaded)
    expect(own.length).toBeLessThanOrEqual(3)
    const sizes = await Promise.all(own.map(async (url: string) => (await stat(new URL(url))).size))
    expect(sizes.reduce((sum: number, size: number) => sum + size, 0)).toBeLessThan(625_000)
  })

  it('works with require too', async () => {
    const recorded = await consumer.runScript(
      'require.cjs',
      `const { KustoSaver } = require('langgraph-checkpoint-kusto')
       console.log(JSON.stringify(typeof KustoSaver.fromConnString))`,
    )
    expect(recorded).toBe('function')
  })

  it('recognizes the errors of its other form', async () => {
    const recorded = await consumer.runScript(
      'forms.cjs',
      `const required = require('langgraph-checkpoint-kusto')
       const { LocalKusto } = require('langgraph-checkpoint-kusto/local')
       void (async () => {
         const imported = await import('langgraph-checkpoint-kusto')
         const kusto = await LocalKusto.open()
         const saver = new imported.KustoSaver({ client: kusto.client() })
         const error = await saver.setup({ provision: false }).then(() => undefined, (error) => error)
         await saver.end()
         await kusto.close()
         console.log(JSON.stringify({
           isOneClass: imported.KustoSaverError === required.KustoSaverError,
           code: error.code,
           isKnown: required.isKustoSaverError(error),
           isInstance: error instanceof required.KustoSaverError,
         }))
       })()`,
    )
    expect(recorded).toEqual({
      isOneClass: false,
      code: 'NOT_PROVISIONED',
      isKnown: true,
      isInstance: true,
    })
  })

  it('reaches only the published entries', async () => {
    const recorded = await consumer.runScript(
      'deep.mjs',
      `const deep = await import('langgraph-checkpoint-kusto/dist/chunks/saver.js').catch((error) => error.code)
       console.log(JSON.stringify(deep))`,
    )
    expect(recorded).toBe('ERR_PACKAGE_PATH_NOT_EXPORTED')
  })

  it('keeps a thread in a local Kusto, as a consumer would', async () => {
    expect(await consumer.runScript('use.mjs', USE)).toEqual({ messages: ['hi'], isOld: false })
  })
})

it('works with the oldest supported checkpoint package', async () => {
  const { peerDependencies } = z
    .object({ peerDependencies: z.record(z.string(), z.string()) })
    .parse(JSON.parse(await readFile(join(ROOT, 'package.json'), 'utf8')))
  const oldest = 'langgraph-checkpoint-oldest'
  const { version } = z
    .object({ version: z.string() })
    .parse(JSON.parse(await readFile(join(ROOT, 'node_modules', oldest, 'package.json'), 'utf8')))
  expect(peerDependencies['@langchain/langgraph-checkpoint']).toBe(`^${version}`)
  const old = await packedConsumer({ '@langchain/langgraph-checkpoint': oldest })
  try {
    expect(await old.runScript('use.mjs', USE)).toEqual({ messages: ['hi'], isOld: true })
  } finally {
    await old.remove()
  }
})
