import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { emulate } from '../../../src/cli/local/emulate.ts'
import { readEmulation } from '../../../src/cli/local/emulation-options.ts'
import { readOptions } from '../../../src/cli/local/local.ts'
import { LocalKusto, worstKusto } from '../../../src/local/index.ts'
import { temporaryFolder, type TemporaryFolder } from '../../support/temporary-folder.ts'

let kusto: LocalKusto | undefined

afterEach(async () => {
  await kusto?.close()
  await folder?.remove()
})

let folder: TemporaryFolder | undefined

async function planFile(text: string): Promise<string> {
  folder = await temporaryFolder()
  const path = join(folder.path, 'plan.json')
  await writeFile(path, text)
  return path
}

describe('emulation by `langgraph-kusto local`', () => {
  it('is read from the options', () => {
    const args = ['--faults', 'plan.json', '--seed', '7']
    const delays = ['500', 'Checkpoints=100-900', 'A=B=5'].flatMap((delay) => [
      '--visibility-delay-ms',
      delay,
    ])
    expect(readOptions([...args, ...delays])).toMatchObject({
      faults: 'plan.json',
      seed: 7,
      visibilityMs: 500,
      tableVisibilityMs: { Checkpoints: [100, 900], 'A=B': 5 },
    })
  })

  it('is everything at once with a preset, which single options override', async () => {
    kusto = await LocalKusto.open()
    const words =
      '--preset worst --seed 7 --time-scale 0.01 --row-visibility-ms 1-2 --view-delta-lag-ms 3 ' +
      '--results-cache-ms 4 --weak-staleness-ms 5 --latency-ms 6 --cores 8 --clock-offset-ms=-60000'
    const options = readOptions(words.split(' '))
    if (options === 'help') throw new Error('it gave help')
    const description = await emulate(kusto, options)
    expect(description).toMatch(/^preset worst, seed 7\nfault plan, seed 7, \d+ rules\n/)
    expect(description).toContain('clock {"offsetMs":-60000}')
    const { delays } = worstKusto(7, { timeScale: 0.01 })
    expect(kusto.delays.settings).toEqual({
      ...delays,
      rowVisibilityMs: [1, 2],
      viewDeltaLagMs: 3,
      latencyMs: 6,
    })
    expect(kusto.workload.settings).toEqual({
      cachedResultsMaxAgeMs: 4,
      weakStalenessMs: 5,
      seed: 7,
    })
    expect(kusto.limits.settings).toEqual({ cores: 8 })
  })

  it('sets one option alone', async () => {
    kusto = await LocalKusto.open()
    const description = await emulate(kusto, readEmulation({ 'results-cache-ms': '5', seed: '7' }))
    expect(description).toBe('workload group {"cachedResultsMaxAgeMs":5,"seed":7}')
    expect(kusto.delays.settings).toEqual({ seed: expect.any(Number) })
  })

  it.each([
    [['--preset', 'best'], "--preset must be worst, got 'best'"],
    [['--time-scale', '-1'], '--time-scale'],
    [['--cores', 'many'], '--cores must be an integer'],
    [['--view-delta-lag-ms', '9-1'], '--view-delta-lag-ms must be 500 or 100-900'],
    [['--clock-offset-ms', 'x'], '--clock-offset-ms must be an integer'],
    [['--seed', 'x'], "--seed must be an integer from 0 up, got 'x'"],
    [['--seed', '1.5'], '--seed'],
    [['--faults', ''], '--faults must not be empty'],
    [
      ['--visibility-delay-ms', 'soon'],
      "--visibility-delay-ms must be 500, 100-900 or Table=500, got 'soon'",
    ],
    [['--visibility-delay-ms', '9-1'], '--visibility-delay-ms'],
  ])('rejects %j as a usage error', (args, message) => {
    expect(() => readOptions(args)).toThrow(
      expect.objectContaining({ name: 'UsageError', message: expect.stringContaining(message) }),
    )
  })

  it('sets up the engine and prints the plan with its seed', async () => {
    kusto = await LocalKusto.open()
    const faults = await planFile('{"seed": 5, "rules": [{"fault": "reset"}]}')
    const delays = { visibilityMs: 5, tableVisibilityMs: undefined }
    expect(await emulate(kusto, { faults, seed: 7, ...delays })).toBe(
      'fault plan, seed 7, 1 rules\n  {"fault":"reset"}: given 0 of 0\ndelays {"visibilityMs":5,"seed":7}',
    )
    expect(kusto.faults.report).toMatchObject({ seed: 7, rules: [{ rule: { fault: 'reset' } }] })
    expect(kusto.delays.settings).toMatchObject({ visibilityMs: 5, seed: 7 })
  })

  it('prints nothing without emulation', async () => {
    kusto = await LocalKusto.open()
    expect(await emulate(kusto, readEmulation({}))).toBe('')
  })

  it.each([
    ['no json', 'JSON'],
    ['[{"fault": "nonsense"}]', 'Unknown fault "nonsense"'],
  ])('rejects a plan that is %s', async (text, message) => {
    kusto = await LocalKusto.open()
    const faults = await planFile(text)
    await expect(emulate(kusto, { ...readEmulation({}), faults })).rejects.toMatchObject({
      name: 'UsageError',
      message: expect.stringContaining(message),
    })
  })
})
