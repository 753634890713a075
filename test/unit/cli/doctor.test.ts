import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { readOptions, run } from '../../../src/cli/doctor.ts'
import { runCli } from '../../../src/cli/run-cli.ts'
import { LocalKusto } from '../../../src/local/index.ts'
import { provision } from '../../../src/provision/apply.ts'
import { consolePerTest } from '../../support/console-per-test.ts'

const { out, err } = consolePerTest()
let kusto: LocalKusto
let connection: string

beforeEach(async () => {
  kusto = await LocalKusto.open({ database: 'Agents' })
  const { url } = await kusto.listen()
  connection = `${url}/Agents`
})

afterEach(async () => {
  await kusto.close()
  vi.unstubAllEnvs()
})

const doctor = (...args: readonly string[]): Promise<number> =>
  run(['--connection', connection, ...args])

describe('langgraph-kusto doctor, on a server through the Azure SDK', () => {
  it('reports a provisioned database as working, one line per check, with exit code 0', async () => {
    await provision(kusto.client())
    expect(await doctor()).toBe(0)
    const lines = out.join('\n').split('\n')
    expect(lines.filter((line) => line.startsWith('✓ ')).map((line) => line.split(' ')[1])).toEqual(
      [
        'connection',
        'authentication',
        'schema',
        'policies',
        'values',
        'clock',
        'view',
        'capacity',
        'cluster',
        'ingestion-failures',
        'consistency',
        'write',
      ],
    )
    expect(lines.at(-1)).toBe('Everything works.')
  })

  it('does not report checks as passed that it could not run', async () => {
    await provision(kusto.client())
    kusto.faults.add({ endpoint: 'mgmt', fault: 'status', status: 403 })
    expect(await doctor()).toBe(0)
    expect(out.join('\n').split('\n').at(-1)).toBe(
      'All visible checks pass. Not checked: schema, policies, view, capacity, cluster, ingestion-failures.',
    )
  })

  it('does not report checks as passed that Kusto did not answer in time', async () => {
    await provision(kusto.client())
    kusto.faults.add({ fault: 'status', status: 429 })
    expect(await doctor()).toBe(0)
    expect(out.join('\n').split('\n').at(-1)).toMatch(
      /^The checkpointer works, with warnings\. Not checked: authentication, schema, /,
    )
  })

  it('warns when only commands get no answer, and tries to write nevertheless', async () => {
    await provision(kusto.client())
    kusto.faults.add({ endpoint: 'mgmt', fault: 'hang' })
    expect(await doctor('--timeout', '2')).toBe(0)
    expect(out.join('\n')).toMatch(
      /^! connection .*, but \d+ further requests .* no answer in time$/m,
    )
    expect(out.join('\n')).toMatch(/^✓ write /m)
  })

  it('stores a checkpoint, reads it back and leaves nothing to read', async () => {
    await provision(kusto.client())
    expect(await doctor()).toBe(0)
    expect(out.join('\n')).toMatch(/^✓ write +a checkpoint was stored in \d+ ms and read back/m)
    const left = await kusto.client().query({
      text: 'Checkpoints | join kind=leftanti ThreadDeletions on thread_id | count',
      parameters: {},
    })
    expect(left[0]?.rows).toEqual([[0]])
  })

  it('does not report a database as working that accepts no rows', async () => {
    await provision(kusto.client())
    kusto.faults.add({ endpoint: 'ingest', fault: 'hang' })
    expect(await doctor('--timeout', '2')).toBe(1)
    expect(out.join('\n')).toMatch(
      /^✗ write +INGEST_UNAVAILABLE: [^]*The checkpointer does not work\.$/m,
    )
  })

  it('says how to serve with storage when the local Kusto cannot queue', async () => {
    await provision(kusto.client())
    expect(await doctor('--ingestion', 'queued')).toBe(1)
    expect(out.join('\n')).toMatch(
      /✗ write .*Use `ingestion: 'streaming'`, or serve it with storage/,
    )
    expect(out.join('\n')).not.toMatch(/streamingingestion failures|IngestionStalled/)
  })

  it('names the role that writing needs', async () => {
    await provision(kusto.client())
    kusto.faults.add({ endpoint: 'ingest', fault: 'status', status: 403 })
    expect(await doctor()).toBe(1)
    expect(out.join('\n')).toMatch(/^✗ write [^]*→ Grant the identity the database role Ingestor/m)
  })

  it('stores nothing with --read-only, and says that it did not test writing', async () => {
    await provision(kusto.client())
    expect(await doctor('--read-only')).toBe(0)
    expect(out.join('\n')).toMatch(/All visible checks pass\. Not checked: write\.$/)
    const stored = await kusto.client().query({ text: 'Checkpoints | count', parameters: {} })
    expect(stored[0]?.rows).toEqual([[0]])
  })

  it('reports a row that queries do not return as late', async () => {
    await provision(kusto.client())
    kusto.delays.set({ visibilityMs: 60_000 })
    expect(await doctor('--timeout', '1')).toBe(0)
    expect(out.join('\n')).toMatch(
      /^! write +a checkpoint was stored .*; queries had not returned/m,
    )
  })

  it('warns with the way out and exit code 0', async () => {
    await provision(kusto.client())
    await kusto.client().command({ text: '.disable materialized-view LatestCheckpoints' })
    expect(await doctor()).toBe(0)
    expect(out.join('\n')).toMatch(
      /^! view +LatestCheckpoints is disabled.*\n +→ .*\.enable materialized-view LatestCheckpoints$/m,
    )
    expect(out.join('\n')).toMatch(/The checkpointer works, with warnings\.$/)
  })

  it('names what is missing, with exit code 1', async () => {
    expect(await doctor()).toBe(1)
    expect(out.join('\n')).toMatch(
      /^✗ schema +Checkpoints: the table does not exist.*\n +CheckpointBlobs: the table does not exist/m,
    )
    expect(out.join('\n')).toMatch(/The checkpointer does not work\.$/)
  })

  it('prints JSON and nothing else', async () => {
    await provision(kusto.client())
    expect(await doctor('--json')).toBe(0)
    expect(out).toHaveLength(1)
    expect(JSON.parse(out[0] ?? '')).toMatchObject({
      status: 'ok',
      checks: expect.arrayContaining([
        expect.objectContaining({ name: 'schema', status: 'ok' }) as unknown,
      ]) as unknown,
    })
  })

  it("compares the retention with the savers' option if it is given", async () => {
    await provision(kusto.client(), { retentionDays: 30 })
    expect(await doctor()).toBe(0)
    expect(await doctor('--retention-days', '60')).toBe(1)
    expect(out.at(-1)).toContain('rows are kept for 30 days, but the checkpointer expects 60')
  })

  it('reads the connection from the environment', async () => {
    await provision(kusto.client())
    vi.stubEnv('KUSTO_CONNECTION_STRING', connection)
    expect(await run([])).toBe(0)
  })

  it('gives up in time on a server that hangs', async () => {
    kusto.faults.add({ fault: 'hang' })
    expect(await doctor('--timeout', '1')).toBe(1)
    expect(out.join('\n')).toMatch(/^✗ connection .*did not answer within 1000 ms/m)
  })
})

it('langgraph-kusto doctor reports a missing server instead of failing itself', async () => {
  // port 9 (discard) is closed on any usual machine
  expect(await runCli(['doctor', '--connection', 'http://127.0.0.1:9/Agents'])).toBe(1)
  expect(out.join('\n')).toMatch(/^✗ connection .*\n +→ Nothing listens at this address/m)
  expect(err).toEqual([])
})

describe('wrong usage of langgraph-kusto doctor', () => {
  it.each([
    [['--retention-days', '0'], /--retention-days/],
    [['--timeout', '1.5'], /--timeout/],
    [['--ingestion', 'pigeon'], /--ingestion must be one of streaming, queued, managed/],
    [['--nope'], /--nope/],
    [['stray'], /stray/],
  ])('is reported: %j', (args, message) => {
    expect(() => readOptions(args)).toThrow(message)
  })

  it('names the connection option if it is missing, with exit code 2', async () => {
    vi.stubEnv('KUSTO_CONNECTION_STRING', '')
    expect(await runCli(['doctor'])).toBe(2)
    expect(err[0]).toContain('--connection')
  })

  it('has a help text', async () => {
    expect(await run(['--help'])).toBe(0)
    expect(out[0]).toContain('Usage: langgraph-kusto doctor')
  })
})
