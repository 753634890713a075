import { existsSync } from 'node:fs'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { loadedModulesScript } from './loaded-modules.ts'
import { packedConsumer, type PackedConsumer } from './packed-consumer.ts'

const ROOT = join(import.meta.dirname, '..', '..', '..')

interface Manifest {
  readonly exports: Readonly<Record<string, string>>
  readonly bin: Readonly<Record<string, string>>
}

/** Prints what a thread was given. */
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
    expect(rest.filter((path) => path.startsWith('docs/reports/'))).toEqual([])
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

  it('contain every published entry with its types', () => {
    const entries = Object.values(manifest.exports).map((path) => path.replace('./', ''))
    const modules = entries.filter((path) => path.endsWith('.js'))
    const types = modules.map((path) => path.replace(/\.js$/, '.d.ts'))
    expect(consumer.files).toEqual(expect.arrayContaining([...entries, ...types]))
  })

  it('contain the command, which starts with a shebang', async () => {
    for (const path of Object.values(manifest.bin)) {
      expect(consumer.files).toContain(path)
      expect(await readFile(join(ROOT, path), 'utf8')).toMatch(/^#!\/usr\/bin\/env node\n/)
    }
  })
})

describe('importing the package', () => {
  it('loads neither the engine, its globals nor an Azure SDK', async () => {
    const loaded = await consumer.runScript(
      'load.mjs',
      loadedModulesScript('langgraph-checkpoint-kusto'),
    )
    expect(loaded).toMatchObject({
      // that the check sees modules at all
      packages: expect.arrayContaining([
        'langgraph-checkpoint-kusto',
        '@langchain/langgraph-checkpoint',
      ]),
    })
    const { packages, builtins, globals } = Object(loaded)
    expect(globals.filter((name: string) => /Kusto|Bridge/.test(name))).toEqual([])
    expect(
      packages.filter((name: string) => /^@?azure|^@kusto|^@photostructure/.test(name)),
    ).toEqual([])
    expect(builtins).not.toContain('node:sqlite')
  })

  it('by its local entry loads the engine only when it is opened', async () => {
    const loaded = await consumer.runScript(
      'load-local.mjs',
      loadedModulesScript('langgraph-checkpoint-kusto/local'),
    )
    const { packages } = Object(loaded)
    expect(packages).toContain('langgraph-checkpoint-kusto')
    expect(packages.filter((name: string) => /^@kusto|^@photostructure/.test(name))).toEqual([])
  })

  it("by its telemetry entry loads OpenTelemetry's SDK only when it is started", async () => {
    const loaded = await consumer.runScript(
      'load-telemetry.mjs',
      loadedModulesScript('langgraph-checkpoint-kusto/telemetry'),
    )
    const { packages } = Object(loaded)
    expect(packages).toContain('@opentelemetry/api')
    expect(packages.filter((name: string) => /opentelemetry\/(?!api$)/.test(name))).toEqual([])
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

  it('works with require too', async () => {
    const recorded = await consumer.runScript(
      'require.cjs',
      `const { KustoSaver } = require('langgraph-checkpoint-kusto')
       console.log(JSON.stringify(typeof KustoSaver.fromConnString))`,
    )
    expect(recorded).toBe('function')
  })

  it('reaches only the published entries', async () => {
    const recorded = await consumer.runScript(
      'deep.mjs',
      `const deep = await import('langgraph-checkpoint-kusto/dist/saver/kusto-saver.js').catch((error) => error.code)
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
