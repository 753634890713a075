import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { readOptions } from '../../../src/cli/doctor.ts'
import { LocalKusto } from '../../../src/local/index.ts'
import { temporaryFolder, type TemporaryFolder } from '../../support/temporary-folder.ts'

const MAIN = fileURLToPath(new URL('../../../src/cli/main.ts', import.meta.url))

let kusto: LocalKusto
let folder: TemporaryFolder
let connection: string

beforeEach(async () => {
  folder = await temporaryFolder()
  kusto = await LocalKusto.open({ database: 'Agents' })
  const { url } = await kusto.listen()
  connection = `${url}/Agents`
})
afterEach(async () => {
  await kusto.close()
  await folder.remove()
})

describe('langgraph-kusto doctor --probe', () => {
  it('prints its findings, writes them as JSON, and drops its tables on an interrupt', async () => {
    // the probe waits for a row, so the interrupt arrives while it runs
    kusto.delays.set({ visibilityMs: 600_000 })
    const output = join(folder.path, 'live.json')
    const args = ['doctor', '--probe', '--connection', connection, '--output', output]
    const child = spawn(process.execPath, ['--import', 'tsx', MAIN, ...args])
    const [out, [code]] = await Promise.all([
      text(child.stdout),
      once(child, 'exit'),
      untilStreamed().then(() => child.kill('SIGINT')),
    ])
    expect(code).toBe(0)
    expect(out).toMatch(/^✓ policy-output +as expected\n +question +Does/)
    expect(out).toMatch(/^\? max-over-strings +could not be tried$/m)
    expect(out).toMatch(/All tables of the probes are dropped\.\n$/)
    expect(JSON.parse(await readFile(output, 'utf8'))).toMatchObject({
      isEmulator: false,
      leftBehind: '',
      findings: expect.arrayContaining([
        expect.objectContaining({ name: 'policy-output', verdict: 'as expected' }),
      ]) as unknown,
    })
    expect((await kusto.client().command({ text: '.show tables' })).rows).toEqual([])
  })

  it('accepts probe options only with --probe', () => {
    expect(readOptions(['--probe', '--ingestor', 'https://b/B', '--json'])).toMatchObject({
      probe: { ingestor: 'https://b/B', output: undefined, isJson: true },
    })
    for (const args of [
      ['--output', 'a.json'],
      ['--ingestor', 'https://b/B'],
    ]) {
      expect(() => readOptions(args)).toThrow('need --probe')
    }
  })
})

async function untilStreamed(): Promise<void> {
  while (!kusto.requests.some(({ endpoint }) => endpoint === 'ingest')) {
    await new Promise((resolve) => {
      setImmediate(resolve)
    })
  }
}
