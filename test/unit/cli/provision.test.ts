import { afterEach, describe, expect, it, vi } from 'vitest'
import { runCli } from '../../../src/cli/run-cli.ts'
import { readOptions, run } from '../../../src/cli/provision.ts'
import { LocalKusto } from '../../../src/local/index.ts'
import { splitScript } from '../../../src/provision/split-script.ts'
import { consolePerTest } from '../../support/console-per-test.ts'

const { out, err } = consolePerTest()

afterEach(() => {
  vi.unstubAllEnvs()
})

describe('langgraph-kusto provision, on a server through the Azure SDK', () => {
  it('checks, creates, checks again, and prints each step', async () => {
    await using kusto = await LocalKusto.open({ database: 'Agents' })
    const { url } = await kusto.listen()
    const connection = `${url}/Agents`

    expect(await run(['--connection', connection, '--check'])).toBe(1)
    expect(out.join('\n')).toContain('error: Checkpoints: the table does not exist')
    expect(err.join('\n')).toContain('Not ready')

    out.length = 0
    expect(await run(['--connection', connection, '--retention-days', '30'])).toBe(0)
    expect(out[0]).toBe('done     0001_tables.kql  .create-merge table Checkpoints (')
    expect(out.at(-1)).toBe('Ready; state is kept for 30 days.')

    out.length = 0
    vi.stubEnv('KUSTO_CONNECTION_STRING', connection)
    expect(await run(['--check'])).toBe(0)
    expect(out).toEqual(['Ready; state is kept for 30 days.'])
  })

  it('creates, checks and prints the functions for analysts on request', async () => {
    await using kusto = await LocalKusto.open({ database: 'Agents' })
    const { url } = await kusto.listen()
    const connection = ['--connection', `${url}/Agents`]
    expect(await run(connection)).toBe(0)
    expect(out.join('\n')).not.toContain('0005')
    expect(await run([...connection, '--check', '--functions'])).toBe(1)
    expect(out).toContain('error: function LangGraphThreads does not exist')

    out.length = 0
    expect(await run([...connection, '--functions'])).toBe(0)
    expect(out).toContain(
      'done     0005_functions.kql  .create-or-alter function LangGraphThreads(since: datetime, until: datetime)',
    )
    expect(await run([...connection, '--check', '--functions'])).toBe(0)
    expect(out.at(-1)).toBe('The functions for analysts are there.')

    await kusto.client().command({
      text: '.create-or-alter function LangGraphForks(since: datetime, until: datetime) { print 1 }',
    })
    expect(await run([...connection, '--check', '--functions'])).toBe(1)
    expect(out.at(-1)).toBe('error: function LangGraphForks is not the one of this version')

    out.length = 0
    expect(await run(['--print', '--functions'])).toBe(0)
    expect(out.join('\n')).toContain('LangGraphMessages(since: datetime, until: datetime)')
  })

  it('says that it did not shorten a longer period, and how to do it', async () => {
    await using kusto = await LocalKusto.open({ database: 'Agents' })
    const { url } = await kusto.listen()
    const connection = ['--connection', `${url}/Agents`]
    expect(await run([...connection, '--retention-days', '90'])).toBe(0)

    out.length = 0
    expect(await run([...connection, '--retention-days', '10'])).toBe(0)
    expect(out.slice(-2)).toEqual([
      'Ready; state is kept for 90 days.',
      'Not shortened to 10 days, since that deletes data: add --shorten-retention to do it.',
    ])

    out.length = 0
    expect(await run([...connection, '--retention-days', '10', '--shorten-retention'])).toBe(0)
    expect(out.at(-1)).toBe('Ready; state is kept for 10 days.')
  })

  it.each([['provision'], ['provision', '--check'], ['threads', 'list']])(
    'names the existing databases: %j',
    async (...command) => {
      await using kusto = await LocalKusto.open({ database: 'Agents' })
      const { url } = await kusto.listen()
      expect(await runCli([...command, '--connection', `${url}/Agnets`])).toBe(1)
      expect(err).toEqual([
        expect.stringMatching(
          /'Agnets' of kind 'Database' was not found\. The cluster has 'Agents'\./,
        ),
      ])
    },
  )

  it('reports on one line that no server answers', async () => {
    // port 9 (discard) is closed on any sane machine
    expect(
      await runCli(['provision', '--connection', 'http://127.0.0.1:9/Agents', '--check']),
    ).toBe(1)
    expect(err).toHaveLength(1)
    expect(err[0]).toMatch(/^langgraph-kusto provision: .*127\.0\.0\.1/)
  })
})

describe('langgraph-kusto provision --print', () => {
  it('prints all scripts with the retention period, without a connection', async () => {
    expect(await run(['--print', '--retention-days', '14'])).toBe(0)
    const text = out.join('\n')
    const commands = splitScript(text)
    expect(commands).toContainEqual(expect.stringContaining('"SoftDeletePeriod": "14.00:00:00"'))
    expect(commands.some((command) => command.includes('"90.00:00:00"'))).toBe(false)
    expect(commands.length).toBeGreaterThan(40)
  })
})

describe('wrong usage of langgraph-kusto provision', () => {
  it.each([
    [['--retention-days', '0'], /--retention-days/],
    [['--retention-days', '-1'], /retention-days/],
    [['--retention-days', '1e3'], /--retention-days/],
    [['--check', '--print'], /cannot be combined/],
    [['--nope'], /--nope/],
    [['extra'], /extra/],
  ])('%j is rejected', (args, message) => {
    expect(() => readOptions(args)).toThrow(message)
  })

  it('names the connection option if it is missing, with exit code 2', async () => {
    vi.stubEnv('KUSTO_CONNECTION_STRING', '')
    expect(await runCli(['provision'])).toBe(2)
    expect(err[0]).toContain('--connection')
  })

  it('has a help text', async () => {
    expect(await run(['--help'])).toBe(0)
    expect(out[0]).toContain('Usage: langgraph-kusto provision')
  })
})
