import { describe, expect, it } from 'vitest'
import { parseBytes } from '../../../../src/cli/capacity/parse-bytes.ts'
import { runCli } from '../../../../src/cli/run-cli.ts'
import { consolePerTest } from '../../../support/console-per-test.ts'

const { out, err } = consolePerTest()

const capacity = (...args: readonly string[]): Promise<number> => runCli(['capacity', ...args])

describe('langgraph-kusto capacity', () => {
  it('prints what a load needs and the tightest limit first', async () => {
    expect(await capacity('--turns', '500', '--state', '20KB')).toBe(0)
    const text = out.join('\n')
    expect(text).toMatch(/^Ingest requests +[\d.]+\/s, 7,500\/s without group commit$/m)
    expect(text).toMatch(
      /Limits, tightest first:\n +[\d,.]+ % {2}bytes streamed into the largest table/,
    )
    expect(text).toMatch(/^Smallest cluster +\d+ × Standard_/m)
  })

  it('prints the whole plan as JSON', async () => {
    await capacity(
      '--turns=50',
      '--state=2KiB',
      '--shape=chat',
      '--mode=queued',
      '--days=7',
      '--json',
    )
    expect(JSON.parse(out.join(''))).toMatchObject({
      input: { shape: 'chat', mode: 'queued', days: 7, hotDays: 7, stateBytes: 2048 },
      demand: { queriesPerSecond: 50 },
    })
  })

  it('shows its options and shapes for --help', async () => {
    expect(await capacity('--help')).toBe(0)
    expect(out.join()).toMatch(/--turns N[^]*fan-out/)
  })

  it.each([
    [[], 'pass --turns 500'],
    [['--turns', '5'], 'pass --state 20KB'],
    [['--turns', '5x', '--state', '1KB'], "--turns: expected a number at character 2 of '5x'"],
    [
      ['--turns', '5', '--state', '20KX'],
      "--state: 'KX' is not a unit of bytes at character 3 of '20KX'",
    ],
    [['--turns', '0', '--state', '1KB'], 'expected --turns to be a number from 0.001'],
    [
      ['--turns', '5', '--state', '1KB', '--hot-days', '40'],
      'expected --hot-days to be at most the 30 days',
    ],
    [['--turns', '5', '--state', '1KB', '--shape', 'x'], '--shape must be one of agent, '],
    [['--turns', '5', '--state', '1KB', '--compression', '9-3'], 'expected --compression'],
    [['--bogus'], "'--bogus'"],
  ])('rejects %j with exit code 2 and a hint', async (args, message) => {
    expect(await capacity(...args)).toBe(2)
    expect(err.join('\n')).toContain(message)
    expect(out).toEqual([])
  })
})

describe('sizes', () => {
  it.each([
    ['2048', 2048],
    ['20KB', 20_000],
    ['20kb', 20_000],
    ['1.5 MB', 1_500_000],
    ['20KiB', 20_480],
    ['1MiB', 1_048_576],
    ['3b', 3],
  ])('%s is %i bytes', (text, bytes) => {
    expect(parseBytes('--state', text)).toBe(bytes)
  })

  it.each(['', 'KB', '-1KB', '1.KB', '1 toString'])("'%s' is rejected", (text) => {
    expect(() => parseBytes('--state', text)).toThrow(/^--state: .* at character \d/)
  })
})
