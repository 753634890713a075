import type { RunnableConfig } from '@langchain/core/runnables'
import { Command } from '@langchain/langgraph'
import type { BaseCheckpointSaver } from '@langchain/langgraph-checkpoint'
import { PostgresSaver } from '@langchain/langgraph-checkpoint-postgres'
import { afterAll, afterEach, beforeAll, describe, expect, inject, it, vi } from 'vitest'
import { runCli } from '../../../src/cli/run-cli.ts'
import { KustoSaver } from '../../../src/index.ts'
import type { KustoClient, KustoIngest } from '../../../src/kusto/kusto-client.ts'
import { KustoError } from '../../../src/kusto-error.ts'
import { checkpointOf, idOf, metadataOf } from '../../support/checkpoints.ts'
import { CountingClient } from '../../support/counting-client.ts'
import { openTestKusto, clockOf, type TestKusto } from '../../support/test-kusto.ts'
import { everythingOf, fillRichThread, richGraph, threadConfig } from '../transfer/rich-thread.ts'
import { hasPostgres, openSaver, type OpenSaver } from './savers.ts'

let opened: TestKusto
const savers: KustoSaver[] = []

beforeAll(async () => {
  opened = await openTestKusto()
})

afterEach(async () => {
  await Promise.all(savers.splice(0).map((saver) => saver.end()))
})

afterAll(async () => {
  await opened.kusto.close()
})

function newSaver(client: KustoClient = opened.kusto.client()): KustoSaver {
  const saver = new KustoSaver({ client, ...clockOf(opened) })
  savers.push(saver)
  return saver
}

/** Threads of each kind, with separate names. */
async function fill(saver: BaseCheckpointSaver, prefix: string): Promise<void> {
  await fillRichThread(saver, `${prefix} rich`, prefix === 'memory')
  const large = { text: 'large '.repeat(1_700_000), bytes: new Uint8Array([0, 255, 128]) }
  await saver.put(
    { configurable: { thread_id: `${prefix} large`, checkpoint_ns: '' } },
    checkpointOf(1, large),
    metadataOf(1),
    { text: 1, bytes: 1 },
  )
  let config: RunnableConfig = { configurable: { thread_id: `${prefix} long`, checkpoint_ns: '' } }
  for (let n = 1; n <= 12; n++) {
    config = await saver.put(
      config,
      checkpointOf(n, { kept: 'since 1', n }, { kept: 1, n }),
      metadataOf(n),
      n === 1 ? { kept: 1, n } : { n },
    )
    // MemorySaver cannot read bytes in pending writes
    const value = prefix === 'memory' ? n : new Uint8Array([n, 200])
    await saver.putWrites(
      config,
      [
        ['n', n],
        ['more', value],
      ],
      `task ${n}`,
    )
  }
}

describe.each([
  ['postgres', () => openSaver.postgres()],
  ['memory', () => openSaver.memory()],
] as const)('importFrom a %s saver', (name, open) => {
  const needs = name === 'postgres' && !hasPostgres
  let source: OpenSaver

  beforeAll(async () => {
    if (needs) return
    source = await open()
    await fill(source.saver, name)
  })

  afterAll(async () => {
    if (!needs) await source.close()
  })

  it.skipIf(needs)(
    'continues after an interruption, and every field is the same',
    async () => {
      const failing = newSaver(new FailingClient(opened.kusto.client(), 20))
      const first = await failing.importFrom(source.saver, { concurrency: 1 })
      expect(first.failures.length).toBeGreaterThan(0)
      await opened.settle()
      const told: number[] = []
      const report = await newSaver().importFrom(source.saver, {
        onProgress: ({ threads }) => told.push(threads),
      })
      expect(report).toMatchObject({ threads: 3, differences: [], failures: [] })
      expect(report.alreadyThere).toBeGreaterThan(0)
      expect(told).toEqual([1, 2, 3])
      await opened.settle()
      const again = await newSaver().importFrom(source.saver)
      expect(again.alreadyThere).toBe(again.checkpoints)
      expect(again).toMatchObject({
        checkpoints: report.checkpoints,
        differences: [],
        failures: [],
      })
    },
    300_000,
  )

  it.skipIf(needs)('continues where the thread waits for an answer, as on the source', async () => {
    const saver = newSaver()
    await saver.importFrom(source.saver, { threadIds: [`${name} rich`] })
    const config = threadConfig(`${name} rich`)
    const done = await richGraph(saver).invoke(new Command({ resume: 'four' }), config)
    expect(done.trail).toContain('right heard four')
    expect(done.notes.at(-1)).toBe('ended')
  })

  it.skipIf(needs)('reports differences', async () => {
    const saver = newSaver()
    const threadId = `${name} long`
    await saver.deleteThread(threadId)
    const other = checkpointOf(1, { kept: 'other', n: 1 }, { kept: 1, n: 1 })
    await saver.put(threadConfig(threadId), other, metadataOf(1), { kept: 1, n: 1 })
    const report = await saver.importFrom(source.saver, { threadIds: [threadId] })
    expect(report.failures).toEqual([])
    expect(report.differences[0]).toEqual({
      threadId,
      checkpointNs: '',
      checkpointId: idOf(1),
      field: 'channel_values.kept',
    })
  })
})

it.skipIf(!hasPostgres)('langgraph-kusto import --from postgres://…', async () => {
  const url = inject('postgresUrl').replace('postgresql:///', 'postgresql://localhost/')
  const source = PostgresSaver.fromConnString(inject('postgresUrl'))
  await source.setup()
  await fillRichThread(source, 'by command')
  await source.end()
  const { url: kustoUrl } = await opened.kusto.listen()
  const connection = `${kustoUrl}/NetDefaultDB`
  const log = vi.spyOn(console, 'log').mockImplementation(() => undefined)
  expect(await runCli(['import', '--from', url, '--connection', connection])).toBe(0)
  expect(log.mock.calls[0]?.[0]).toMatch(/^1 threads, \d+ checkpoints equal to their source/)
  log.mockRestore()
})

it('importFrom another KustoSaver keeps delta histories', async () => {
  const source = await openSaver.kusto()
  await fillRichThread(source.saver, 'kusto rich')
  const saver = newSaver()
  expect(await saver.importFrom(source.saver)).toMatchObject({ differences: [], failures: [] })
  expect(await everythingOf(saver, 'kusto rich')).toEqual(
    await everythingOf(source.saver, 'kusto rich'),
  )
  await source.close()
})

/** Accepts this many requests and refuses all later ones. */
class FailingClient extends CountingClient {
  readonly #most: number

  constructor(inner: KustoClient, most: number) {
    super(inner)
    this.#most = most
  }

  override async ingest(request: KustoIngest): Promise<void> {
    if (this.ingests < this.#most) return super.ingest(request)
    throw new KustoError('refused by the test', {
      code: 'BadRequest',
      status: 400,
      permanent: true,
    })
  }
}
